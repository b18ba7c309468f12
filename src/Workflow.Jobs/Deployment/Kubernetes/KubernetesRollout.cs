namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Brings one workload to what a deployment asks for, and has it prove itself through the cluster's API; what does not is set back.</summary>
internal sealed class KubernetesRollout(KubernetesClients clients, WorkloadSpecs specs, TimeProvider time, DeploymentOrder order, KubernetesCluster cluster, WorkloadSpec spec)
{
    private const int HttpsPort = 443;
    private readonly Workloads _workloads = clients.Workloads(cluster);

    /// <summary>Rolls out.</summary>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the same again continues.</param>
    /// <returns>What runs, and has proven itself.</returns>
    /// <exception cref="KubernetesException">The cluster does not run it.</exception>
    /// <exception cref="DeploymentException">It does not prove itself.</exception>
    public async Task<DeploymentHandle> RunAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        WorkloadState? before = await _workloads.FindAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
        var back = new WorkloadSetBack(_workloads, specs, order, spec, before);
        return await GuardedChange.RunAsync(() => RollOutAsync(onPhase, cancellationToken), stop => back.RunAsync(onPhase, stop), onPhase, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How a handle names a workload.</summary>
    public static string IdOf(WorkloadAddress address) => $"{address.Namespace}/{address.Name}";

    private async Task<DeploymentHandle> RollOutAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        onPhase($"rolling {order.Request.Name} out to the {spec.Address}");
        await _workloads.ApplyAsync(spec, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
        onPhase("proving its answers through the cluster");
        DeploymentHandle handle = await HandleAsync(cancellationToken).ConfigureAwait(false);
        await ProveAsync(handle, cancellationToken).ConfigureAwait(false);
        return handle;
    }

    private async Task ProveAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        using HttpClient http = clients.Proxy(cluster, spec.Address);
        try
        {
            await new RemoteProof(new ScorerClient(http, time)) { Time = time }.RequireAsync(handle, order.Request, order.Recorded?.PipelineSha256, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException refused)
        {
            throw new DeploymentException(
                $"{order.Request.Endpoint} runs in the cluster and cannot prove itself there: {refused.Message} The deployer needs get and create on services/proxy in namespace {spec.Address.Namespace}", refused);
        }
    }

    private async Task<DeploymentHandle> HandleAsync(CancellationToken cancellationToken)
    {
        var inside = new DeploymentHandle(PlatformNames.Aks, IdOf(spec.Address), WorkloadSpec.HttpPort)
        {
            Host = $"{spec.Address.Name}.{spec.Address.Namespace}.svc",
            Image = spec.Image,
            Environment = order.Environment,
        };
        if (spec.Ingress is { } ingress) return inside with { Host = ingress.Host, Port = HttpsPort, IsEncrypted = true };
        return spec.Service == ServiceKind.LoadBalancer
            ? inside with { Host = await clients.BalancerAsync(cluster, spec.Address, cancellationToken).ConfigureAwait(false) }
            : inside;
    }
}
