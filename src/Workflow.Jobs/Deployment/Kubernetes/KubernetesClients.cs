using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Opens what talks to the clusters of environments.</summary>
/// <param name="options">How clusters are asked.</param>
/// <param name="aks">Gets kubeconfigs from Azure.</param>
/// <param name="time">The clock.</param>
public sealed class KubernetesClients(KubernetesOptions options, AksKubeConfigs aks, TimeProvider time)
{
    private const string UsersDirectory = "~/";

    /// <summary>Finds the cluster of an environment.</summary>
    /// <exception cref="KubernetesException">Azure does not hand out its kubeconfig.</exception>
    public async Task<KubernetesCluster> ClusterOfAsync(EnvironmentDefinition environment, CancellationToken cancellationToken)
    {
        KubernetesSettings settings = WorkloadSpecs.SettingsOf(environment);
        string? file = settings.Cluster is { } cluster
            ? await aks.FetchAsync(environment.Name, cluster, cancellationToken).ConfigureAwait(false)
            : settings.KubeConfig is { } path && path.StartsWith(UsersDirectory, StringComparison.Ordinal)
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[UsersDirectory.Length..])
                : settings.KubeConfig;
        return new KubernetesCluster(file, settings.Context);
    }

    /// <summary>The clock.</summary>
    internal TimeProvider Time => time;

    /// <summary>How long it may take until a second version is reached at its own address.</summary>
    internal TimeSpan ReachTimeout => options.ReachTimeout;

    /// <summary>Workloads of a cluster.</summary>
    public Workloads Workloads(KubernetesCluster cluster) => new(cluster, options, time);

    /// <summary>Asks a workload's scorers through the cluster's API. The client is the caller's to dispose of.</summary>
    internal HttpClient Proxy(KubernetesCluster cluster, WorkloadAddress address) => new(new KubectlProxyHandler(new Kubectl(cluster, options, time), address));

    /// <summary>Where a load balancer is that a Service asked for; null as long as it has none.</summary>
    internal async Task<string?> FindBalancerAsync(KubernetesCluster cluster, WorkloadAddress address, CancellationToken cancellationToken)
    {
        string answer = await new Kubectl(cluster, options, time).GetAsync(address.Namespace, [$"services/{address.Name}"], cancellationToken).ConfigureAwait(false);
        return ClusterJson.Objects(answer)
            .SelectMany(service => ClusterJson.Items(ClusterJson.Get(service, "status", "loadBalancer"), "ingress"))
            .Select(entry => ClusterJson.Text(entry, "hostname") ?? ClusterJson.Text(entry, "ip"))
            .FirstOrDefault(host => host is not null);
    }

    /// <summary>Waits until a load balancer has an address.</summary>
    /// <exception cref="KubernetesException">It has none in time.</exception>
    internal async Task<string> BalancerAsync(KubernetesCluster cluster, WorkloadAddress address, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            if (await FindBalancerAsync(cluster, address, cancellationToken).ConfigureAwait(false) is { } host) return host;
            if (time.GetElapsedTime(began) >= options.ChangeTimeout)
            {
                throw new KubernetesException(new WorkloadReason(
                    WorkloadReasonKind.TimedOut,
                    $"the Service {address.Name} in namespace {address.Namespace} has got no address from a load balancer",
                    "Look whether the cluster has load balancers (kubectl describe service), or use service: cluster",
                    IsRetryable: true));
            }

            await Task.Delay(options.PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
