using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Brings one workload to what a deployment asks for, and has it prove itself through the cluster's API; what does not is set back.</summary>
internal sealed class KubernetesRollout(KubernetesClients clients, WorkloadSpecs specs, ScorerClient direct, DeploymentOrder order, KubernetesCluster cluster, WorkloadSpec spec)
{
    private const int HttpsPort = 443;
    private readonly Workloads _workloads = clients.Workloads(cluster);

    /// <summary>Rolls out.</summary>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the same again continues.</param>
    /// <returns>What runs, and has proven itself.</returns>
    /// <exception cref="KubernetesException">The cluster does not run it.</exception>
    /// <exception cref="DeploymentException">It does not prove itself, or is a second version that cannot be reached from here.</exception>
    public async Task<DeploymentHandle> RunAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        WorkloadState? before = await _workloads.FindAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
        var back = new WorkloadSetBack(_workloads, specs, order, spec, before);
        DeploymentHandle handle = await GuardedChange.RunAsync(() => RollOutAsync(onPhase, cancellationToken), stop => back.RunAsync(onPhase, stop), onPhase, cancellationToken).ConfigureAwait(false);
        await RemoveKeysAsync(onPhase, cancellationToken).ConfigureAwait(false);
        return handle;
    }

    /// <summary>A workload as it is reached from inside of its cluster: known before it is there.</summary>
    public static DeploymentHandle InsideOf(WorkloadSpec spec, EnvironmentDefinition environment) => new(PlatformNames.Aks, IdOf(spec.Address), WorkloadSpec.HttpPort)
    {
        Host = $"{spec.Address.Name}.{spec.Address.Namespace}.svc",
        Image = spec.Image,
        Keys = spec.Keys.Handed,
        Environment = environment,
    };

    /// <summary>How a handle names a workload.</summary>
    public static string IdOf(WorkloadAddress address) => $"{address.Namespace}/{address.Name}";

    /// <summary>The workload that a handle names.</summary>
    public static WorkloadAddress AddressOf(DeploymentHandle handle)
    {
        string[] parts = handle.Id.Split('/');
        return new WorkloadAddress(parts[0], parts[^1]);
    }

    private async Task<DeploymentHandle> RollOutAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        onPhase($"rolling {order.Request.Name} out to the {spec.Address}");
        await _workloads.ApplyAsync(spec, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
        onPhase("proving its answers through the cluster");
        DeploymentHandle handle = await HandleAsync(cancellationToken).ConfigureAwait(false);
        await ProveAsync(handle, cancellationToken).ConfigureAwait(false);
        if (order.IsChallenger) await RequireReachedAsync(handle, onPhase, cancellationToken).ConfigureAwait(false);
        return handle;
    }

    // Not before it has proven itself: until then it may have to go back to pods that need them. If we die here, the next deployment removes them.
    private async Task RemoveKeysAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        try
        {
            await _workloads.RemoveKeysAsync(spec, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException left)
        {
            onPhase($"the Secret {spec.Address.Name} with the API keys of before is not needed any more and stays until the next deployment: {left.Message}");
        }
    }

    private async Task ProveAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        using HttpClient http = clients.Proxy(cluster, spec.Address);
        try
        {
            await new RemoteProof(new ScorerClient(http, clients.Time)) { Time = clients.Time }.RequireAsync(handle, order.Request, FormerPipeline(handle), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException refused)
        {
            throw new DeploymentException(
                $"{order.Request.Endpoint} runs in the cluster and cannot prove itself there: {refused.Message} The deployer needs get and create on services/proxy in namespace {spec.Address.Namespace}", refused);
        }
    }

    // A gateway runs where this does: a version that it could not reach would be promoted to an address where nobody finds it.
    private async Task RequireReachedAsync(DeploymentHandle handle, Action<string> onPhase, CancellationToken cancellationToken)
    {
        onPhase($"asking for it at {handle.Url}, as the gateway will");
        string? reason = await direct.WaitUntilReadyAsync(handle.Url, order.Request.PipelineSha256, () => Task.FromResult(true), clients.ReachTimeout, cancellationToken).ConfigureAwait(false);
        if (reason is null) return;
        throw new DeploymentException(
            $"{order.Request.Name} runs in the cluster and has proven itself, and is not reached from here at {handle.Url}, where the gateway would send it its share: {reason}."
            + " Run workflow up or workflow gateway inside of the cluster, or give the environment service: load-balancer");
    }

    // What ran in this very workload may answer for a moment more.
    private string? FormerPipeline(DeploymentHandle handle) => order.Recorded switch
    {
        { Deployment: { } served } recorded when served.IsSameAs(handle) => recorded.PipelineSha256,
        { Previous: { } warm } when warm.Handle.IsSameAs(handle) => warm.PipelineSha256,
        { Challenger: { } second } when second.Handle.IsSameAs(handle) => second.PipelineSha256,
        _ => order.IsChallenger ? null : order.Recorded?.PipelineSha256,
    };

    private async Task<DeploymentHandle> HandleAsync(CancellationToken cancellationToken)
    {
        DeploymentHandle inside = InsideOf(spec, order.Environment);
        if (spec.Ingress is { } ingress) return inside with { Host = ingress.Host, Port = HttpsPort, IsEncrypted = true };
        return spec.Service == ServiceKind.LoadBalancer
            ? inside with { Host = await clients.BalancerAsync(cluster, spec.Address, cancellationToken).ConfigureAwait(false) }
            : inside;
    }
}
