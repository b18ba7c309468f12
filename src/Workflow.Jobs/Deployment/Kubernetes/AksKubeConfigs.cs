using System.Text.Json;
using Azure;
using Azure.Core;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Processes;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// Kubeconfigs of clusters of Azure Kubernetes Service, as the Resource Manager hands them out to this identity. Each is kept in the home, readable by
/// this user alone, and asked for anew after some minutes. Where the cluster wants Entra logins, kubelogin is told to log in as the deployer does.
/// </summary>
public sealed class AksKubeConfigs(Lazy<ArmConnection> connection, AzureOptions azure, KubernetesOptions kubernetes, WorkflowHome home, TimeProvider time)
{
    /// <summary>Type of the resource.</summary>
    public const string ResourceType = "Microsoft.ContainerService/managedClusters";

    /// <summary>Version of the API.</summary>
    public const string ApiVersion = "2025-05-01";

    private const string LoginProgram = "kubelogin";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(5);

    /// <summary>The machine's managed identity. Default: whatever the machine has.</summary>
    public TokenCredential? ManagedIdentity { get; init; }

    /// <summary>Asks for the kubeconfig of a cluster.</summary>
    /// <param name="environment">Name of the environment, for messages.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The file.</returns>
    /// <exception cref="KubernetesException">Azure refuses, or kubelogin is needed and cannot be used.</exception>
    public async Task<string> FetchAsync(string environment, AksCluster cluster, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        string subscription = cluster.Subscription ?? AzureSubscription.Require(environment);
        string path = $"/subscriptions/{Uri.EscapeDataString(subscription)}/resourceGroups/{Uri.EscapeDataString(cluster.ResourceGroup)}/providers/{ResourceType}/{Uri.EscapeDataString(cluster.Name)}";
        string file = Path.Combine(PrivateFolder(), $"{Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(path))[..16]}.kubeconfig");
        if (IsFresh(file)) return file;

        // It appears when it is whole: a kubectl that reads it now would take the raw form, and wait for somebody to log in.
        string raw = AtomicFile.TemporaryName(file);
        try
        {
            byte[] content = await AskAsync(cluster, $"{path}/listClusterUserCredential?format=exec", cancellationToken).ConfigureAwait(false);
            AtomicFile.Write(raw, content, Private);
            if (System.Text.Encoding.UTF8.GetString(content).Contains(LoginProgram, StringComparison.Ordinal)) await ConvertAsync(cluster, raw, cancellationToken).ConfigureAwait(false);
            File.Move(raw, file, overwrite: true);
            return file;
        }
        finally
        {
            File.Delete(raw);
        }
    }

    private bool IsFresh(string file)
    {
        TimeSpan age = time.GetUtcNow() - new DateTimeOffset(File.GetLastWriteTimeUtc(file));
        return File.Exists(file) && age >= TimeSpan.Zero && age < Reuse;
    }

    private async Task<byte[]> AskAsync(AksCluster cluster, string path, CancellationToken cancellationToken)
    {
        try
        {
            var calls = new ArmCalls(connection.Value, azure, time);
            Response answer = await calls.ReadAsync(token => calls.SendAsync(RequestMethod.Post, path, token), cancellationToken).ConfigureAwait(false);
            using JsonDocument document = JsonDocument.Parse(answer.Content);
            foreach (JsonElement kubeconfig in ClusterJson.Items(document.RootElement, "kubeconfigs"))
            {
                if (ClusterJson.Text(kubeconfig, "value") is { } value) return Convert.FromBase64String(value);
            }

            throw Failed(cluster, "Azure hands out no kubeconfig", "Look whether this identity has the role Azure Kubernetes Service Cluster User");
        }
        catch (AzureException refused)
        {
            throw Failed(cluster, refused.Message.TrimEnd('.'), "Look whether the cluster exists (az aks list -o table), and whether this identity has the role Azure Kubernetes Service Cluster User");
        }
    }

    private async Task ConvertAsync(AksCluster cluster, string file, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(LoginLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        IReadOnlyList<string> login = await new KubeLogins(Environment.GetEnvironmentVariable, ManagedIdentity ?? AzureCredentials.CreateManaged(azure.Cloud))
            .FindAsync(azure.Cloud.Scope, cancellationToken).ConfigureAwait(false);
        var program = new ChildProgram(kubernetes.LoginProgram, ["convert-kubeconfig", .. login, "--kubeconfig", file], Path.GetTempPath(), KubectlEnvironment.Create(isUsersOwn: false))
        {
            Title = $"{LoginProgram} convert-kubeconfig",
            Time = time,
        };
        try
        {
            await ChildProcess.RunAsync(program, stop.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is ChildProcessException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Failed(cluster, $"it wants logins of Entra, and {LoginProgram} does not work here", $"Install it (az aks install-cli), and see that {LoginProgram} --version runs");
        }
    }

    private string PrivateFolder() => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(home.Clusters).FullName
        : Directory.CreateDirectory(home.Clusters, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    private static KubernetesException Failed(AksCluster cluster, string why, string remedy) => new(new WorkloadReason(
        WorkloadReasonKind.Unreachable, $"the cluster {cluster.Name} in resource group {cluster.ResourceGroup} cannot be reached: {why}", remedy));
}
