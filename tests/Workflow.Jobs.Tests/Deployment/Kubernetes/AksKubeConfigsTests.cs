using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Azure;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

public sealed class AksKubeConfigsTests : IAsyncLifetime
{
    private static readonly AksCluster Cluster = new(ArmStandIn.Subscription, ArmStandIn.ResourceGroup, "models");
    private readonly TemporaryFolder _folder = new();
    private ArmStandIn _arm = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _arm = await ArmStandIn.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _arm.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task FetchAsync_ClusterWithItsOwnCredentials_KeepsTheFileForThisUserAlone()
    {
        _arm.KubeConfigs["models"] = "kind: Config";
        string file = await Open().FetchAsync("prod", Cluster, Cancellation);
        Assert.Equal("kind: Config", await File.ReadAllTextAsync(file, Cancellation));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        Assert.Equal(file, await Open().FetchAsync("prod", Cluster, Cancellation));
    }

    // A cluster with Entra logins: kubelogin is told how the deployer itself logs in.
    [Fact]
    public async Task FetchAsync_ClusterWantsEntraLogins_ConvertsTheFile()
    {
        _arm.KubeConfigs["models"] = "exec: {command: kubelogin}";
        string program = _folder.File("login");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nfor last; do :; done\necho \"$*\" > \"$last\"\n", Cancellation);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string file = await Open(program).FetchAsync("prod", Cluster, Cancellation);
        Assert.Equal($"convert-kubeconfig --login azurecli --kubeconfig {file}\n", await File.ReadAllTextAsync(file, Cancellation));
    }

    [Fact]
    public async Task FetchAsync_NoKubelogin_SaysHowToGetIt()
    {
        _arm.KubeConfigs["models"] = "exec: {command: kubelogin}";
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => Open(_folder.File("missing")).FetchAsync("prod", Cluster, Cancellation));
        Assert.Contains("it wants logins of Entra, and kubelogin does not work here. Install it (az aks install-cli)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_NoSuchCluster_NamesItAndTheRole()
    {
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => Open().FetchAsync("prod", Cluster, Cancellation));
        Assert.StartsWith("the cluster models in resource group team-rg cannot be reached: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Azure Kubernetes Service Cluster User", refused.Message, StringComparison.Ordinal);
    }

    private AksKubeConfigs Open(string program = "kubelogin")
    {
        var azure = new AzureOptions { Cloud = _arm.Cloud, Transport = _arm.Transport, Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        var connection = new Lazy<ArmConnection>(() => new ArmConnection(azure, new FixedToken(), AksKubeConfigs.ResourceType, AksKubeConfigs.ApiVersion));
        return new AksKubeConfigs(connection, azure, new KubernetesOptions { LoginProgram = program }, new WorkflowHome(_folder.File("home")), TimeProvider.System);
    }
}
