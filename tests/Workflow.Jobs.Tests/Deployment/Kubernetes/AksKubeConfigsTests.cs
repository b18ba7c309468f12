using Azure.Identity;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Tests.Deployment.Azure;
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
        string file = await Open(await ScriptAsync(program, "echo \"$*\" > \"$last\"")).FetchAsync("prod", Cluster, Cancellation);
        Assert.StartsWith("convert-kubeconfig --login azurecli --kubeconfig ", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    // What a kubectl reads meanwhile is the file as it was.
    [Fact]
    public async Task FetchAsync_AnotherReadsTheFileMeanwhile_SeesNoRawForm()
    {
        _arm.KubeConfigs["models"] = "exec: {command: kubelogin}";
        string program = _folder.File("login"), seen = _folder.File("seen");
        string file = await Open(await ScriptAsync(program, "echo first > \"$last\"")).FetchAsync("prod", Cluster, Cancellation);
        File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1));
        await Open(await ScriptAsync(program, $"cat '{file}' > '{seen}'; echo second > \"$last\"")).FetchAsync("prod", Cluster, Cancellation);
        Assert.Equal("first\n", await File.ReadAllTextAsync(seen, Cancellation));
        Assert.Equal("second\n", await File.ReadAllTextAsync(file, Cancellation));
    }

    [Fact]
    public async Task FetchAsync_WithinMinutes_AsksOnce()
    {
        _arm.KubeConfigs["models"] = "kind: Config";
        string file = await Open().FetchAsync("prod", Cluster, Cancellation);
        Assert.Equal(file, await Open().FetchAsync("prod", Cluster, Cancellation));
        Assert.Single(_arm.Asked);
        File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(6));
        await Open().FetchAsync("prod", Cluster, Cancellation);
        Assert.Equal(2, _arm.Asked.Count);
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

    private static async Task<string> ScriptAsync(string program, string command)
    {
        File.Delete(program);
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nfor last; do :; done\n{command}\n", Cancellation);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
    }

    private AksKubeConfigs Open(string program = "kubelogin")
    {
        var azure = new AzureOptions { Cloud = _arm.Cloud, Transport = _arm.Transport, Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        var connection = new Lazy<ArmConnection>(() => new ArmConnection(azure, new FixedToken(), AksKubeConfigs.ResourceType, AksKubeConfigs.ApiVersion));
        return new AksKubeConfigs(connection, azure, new KubernetesOptions { LoginProgram = program }, new WorkflowHome(_folder.File("home")), TimeProvider.System)
        {
            ManagedIdentity = new FailingCredential(new CredentialUnavailableException("no identity")),
        };
    }
}
