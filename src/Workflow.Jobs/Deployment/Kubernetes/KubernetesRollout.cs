using Workflow.Jobs.Deployment.Plans;
using Workflow.Training.Errors;

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
        try
        {
            onPhase($"rolling {order.Request.Name} out to the {spec.Address}");
            await _workloads.ApplyAsync(spec, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
            onPhase("proving its answers through the cluster");
            DeploymentHandle handle = await HandleAsync(cancellationToken).ConfigureAwait(false);
            await ProveAsync(handle, cancellationToken).ConfigureAwait(false);
            return handle;
        }
        catch (WorkflowException failure) when (MayHaveChanged(failure))
        {
            await SetBackAsync(before, failure, onPhase).ConfigureAwait(false);
            throw;
        }
    }

    private async Task ProveAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        using HttpClient http = clients.Proxy(cluster, spec.Address);
        try
        {
            await new RemoteProof(new ScorerClient(http, time)).RequireAsync(handle, order.Request, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException refused)
        {
            throw new DeploymentException(
                $"{order.Request.Endpoint} runs in the cluster and cannot prove itself there: {refused.Message} The deployer needs get and create on services/proxy in namespace {spec.Address.Namespace}", refused);
        }
    }

    private async Task<DeploymentHandle> HandleAsync(CancellationToken cancellationToken)
    {
        var inside = new DeploymentHandle(PlatformNames.Aks, $"{spec.Address.Namespace}/{spec.Address.Name}", WorkloadSpec.HttpPort)
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

    // What the cluster refused as a whole has changed nothing; what cannot be reached is continued by the next attempt.
    private static bool MayHaveChanged(WorkflowException failure) => failure switch
    {
        KubernetesException { Reason: { } reason } => reason.Kind is
            WorkloadReasonKind.ImageNotAccessible or WorkloadReasonKind.ImageNotFound or WorkloadReasonKind.RegistryUnreachable
            or WorkloadReasonKind.ContainerConfiguration or WorkloadReasonKind.CannotStart or WorkloadReasonKind.CrashLoop or WorkloadReasonKind.OutOfMemory
            or WorkloadReasonKind.Unschedulable or WorkloadReasonKind.QuotaExceeded or WorkloadReasonKind.Prevented or WorkloadReasonKind.ProbeFailing
            or WorkloadReasonKind.ProgressDeadlineExceeded or WorkloadReasonKind.TimedOut or WorkloadReasonKind.Unknown,
        _ => failure is DeploymentException,
    };

    // What was new goes again. What was changed becomes what it was, as it was recorded then; replicas of before have served all the time.
    private async Task SetBackAsync(WorkloadState? before, WorkflowException failure, Action<string> onPhase)
    {
        try
        {
            if (before is null)
            {
                await _workloads.DestroyAsync(spec.Address, spec.Owner, null, CancellationToken.None).ConfigureAwait(false);
            }
            else if (order.Recorded is { Deployment: { Image: { } image, Environment: { } then } } recorded && image != spec.Image)
            {
                onPhase($"setting the {spec.Address} back to {EndpointChange.Served(recorded)}");
                await _workloads.ApplyAsync(specs.SpecOf(then, recorded.Name, EndpointChange.Served(recorded), image), new Telling(onPhase), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (WorkflowException again)
        {
            throw new DeploymentException($"{failure.Message}\nThe workload could not be set back: {again.Message}", failure);
        }
    }
}
