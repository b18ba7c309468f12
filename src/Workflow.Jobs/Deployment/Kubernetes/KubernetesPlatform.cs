using System.Text;
using System.Text.Json;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;
using Workflow.Training.Errors;
using Workflow.Training.Files;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// Workloads of a Kubernetes cluster. The cluster replaces replica after replica, each of which proves its golden rows before it is sent requests; then the
/// Service is asked, through the cluster's API, for the digest and the trained answers. What does not prove itself is set back.
/// </summary>
public sealed class KubernetesPlatform(KubernetesClients clients, WorkloadSpecs specs, RegistryImages images, WorkflowHome home, TimeProvider time) : IPlatform
{
    private const string ManifestFile = "workload.yaml";

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = [PlatformNames.Aks];

    /// <inheritdoc/>
    public async Task<PlatformPlan> PlanAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        RequireAlone(order);
        WorkloadSpec spec = SpecOf(order);
        KubernetesCluster cluster = await clients.ClusterOfAsync(order.Environment, cancellationToken).ConfigureAwait(false);
        Workloads workloads = clients.Workloads(cluster);
        IReadOnlyList<JsonElement> objects = await workloads.ObjectsAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
        WorkloadState? now = await workloads.FindAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
        var handle = new DeploymentHandle(PlatformNames.Aks, KubernetesRollout.IdOf(spec.Address), WorkloadSpec.HttpPort) { Host = spec.Address.Name, Image = spec.Image, Environment = order.Environment };
        return new PlatformPlan(PlatformNames.Aks, KubernetesPlans.Of(order, cluster, spec, now, objects)) { Outcome = new DeployedEndpoint(handle, null) };
    }

    /// <inheritdoc/>
    public async Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(onPhase);
        RequireAlone(order);
        WorkloadSpec spec = SpecOf(order);
        KubernetesCluster cluster = await clients.ClusterOfAsync(order.Environment, cancellationToken).ConfigureAwait(false);
        onPhase($"pushing the image to {order.Environment.Registry}");
        await images.PushAsync(order, cancellationToken).ConfigureAwait(false);
        AtomicFile.Write(Path.Combine(Directory.CreateDirectory(Path.Combine(home.Endpoints, order.Request.Endpoint)).FullName, ManifestFile), Encoding.UTF8.GetBytes(WorkloadManifests.Write(spec)));
        return new DeployedEndpoint(await new KubernetesRollout(clients, specs, time, order, cluster, spec).RunAsync(onPhase, cancellationToken).ConfigureAwait(false), null);
    }

    private static void RequireAlone(DeploymentOrder order)
    {
        if (order.IsChallenger)
            throw new DeploymentException($"platform {PlatformNames.Aks} has one workload for an endpoint, which is replaced replica by replica: a second version beside it takes an environment of its own");
    }

    /// <inheritdoc/>
    public async Task<bool> HasSeenToAsync(DeploymentHandle former, DeploymentHandle deployed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(former);
        ArgumentNullException.ThrowIfNull(deployed);
        if (former.Id != deployed.Id) return false;
        if (KubernetesCluster.AreSame(former.Environment?.Kubernetes, deployed.Environment?.Kubernetes)) return true;

        // Another kubeconfig or context may lead to the same cluster: then it is the very same workload.
        WorkloadState? now = await StateAsync(deployed, cancellationToken).ConfigureAwait(false);
        try
        {
            return await StateAsync(former, cancellationToken).ConfigureAwait(false) is { } then && then.Uid == now?.Uid;
        }
        catch (KubernetesException lost) when (HasTakenOver(now, former, lost))
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public async Task<DeploymentObservation> ObserveAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        (KubernetesCluster cluster, WorkloadAddress address) = await FindAsync(handle, cancellationToken).ConfigureAwait(false);
        using HttpClient http = clients.Proxy(cluster, address);
        ScorerClient.Answer answer = await new ScorerClient(http, time).AskAsync(handle.Url, cancellationToken).ConfigureAwait(false);
        if (answer.Pipeline is not null) return new DeploymentObservation(answer.Pipeline, null);
        WorkloadState? now = await clients.Workloads(cluster).FindAsync(address, specs.OwnerOf(address.Name), cancellationToken).ConfigureAwait(false);
        if (now is null) return new DeploymentObservation(null, $"the {address} is gone");
        if (now.IsStopped) return new DeploymentObservation(null, $"the {address} has no replicas");
        return new DeploymentObservation(null, WorkloadDiagnosis.OfState(now)?.ToString() ?? answer.Reason ?? $"the {address} does not answer: {now.Ready} of {now.Desired} replicas are ready");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProofCheck>> ProveAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(expected);
        (KubernetesCluster cluster, WorkloadAddress address) = await FindAsync(handle, cancellationToken).ConfigureAwait(false);
        using HttpClient http = clients.Proxy(cluster, address);
        return await PlaceProof.OfAsync(
            handle,
            async () => await clients.Workloads(cluster).FindAsync(address, specs.OwnerOf(address.Name), cancellationToken).ConfigureAwait(false) is { IsStopped: false } now
                ? [.. WorkloadProof.Of(now, handle, expected)]
                : [],
            () => new AnswerChecks(new ScorerClient(http, time)).AskAsync(handle.Url, expected, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> LogsAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken)
    {
        (KubernetesCluster cluster, WorkloadAddress address) = await FindAsync(handle, cancellationToken).ConfigureAwait(false);
        return await clients.Workloads(cluster).LogTailAsync(address, specs.OwnerOf(address.Name), lines, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken) =>
        DestroyAsync(new EndpointRemoval(endpoint, [handle]), cancellationToken);

    /// <inheritdoc/>
    public async Task<DeploymentHandle?> StopAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        DeploymentHandle? resting = null;
        await ForEachAsync(
            removal,
            async (handle, workloads, address) =>
            {
                await workloads.StopAsync(address, specs.OwnerOf(removal.Endpoint), new Telling(removal.OnPhase), cancellationToken).ConfigureAwait(false);
                resting ??= handle;
            },
            cancellationToken).ConfigureAwait(false);
        return resting;
    }

    /// <inheritdoc/>
    public Task DestroyAsync(EndpointRemoval removal, CancellationToken cancellationToken) => ForEachAsync(
        removal,
        (_, workloads, address) => workloads.DestroyAsync(address, specs.OwnerOf(removal.Endpoint), new Telling(removal.OnPhase), cancellationToken),
        cancellationToken);

    private async Task ForEachAsync(EndpointRemoval removal, Func<DeploymentHandle, Workloads, WorkloadAddress, Task> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(removal);
        foreach (DeploymentHandle handle in removal.Handles)
        {
            try
            {
                (KubernetesCluster cluster, WorkloadAddress address) = await FindAsync(handle, cancellationToken).ConfigureAwait(false);
                await change(handle, clients.Workloads(cluster), address).ConfigureAwait(false);
            }
            catch (WorkflowException silent) when (removal.Forget)
            {
                removal.OnPhase($"forgetting {handle.Id}: {silent.Message}");
            }
        }
    }

    // Whoever moves a kubeconfig leaves none at its old place. What was deployed by it is then known by its image.
    private static bool HasTakenOver(WorkloadState? now, DeploymentHandle former, KubernetesException lost) =>
        now?.Revisions.Any(revision => revision.Image == former.Image) == true && (now.Image != former.Image || lost.Reason is { Kind: WorkloadReasonKind.KubeConfigInvalid });

    private async Task<WorkloadState?> StateAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        (KubernetesCluster cluster, WorkloadAddress address) = await FindAsync(handle, cancellationToken).ConfigureAwait(false);
        return await clients.Workloads(cluster).FindAsync(address, specs.OwnerOf(address.Name), cancellationToken).ConfigureAwait(false);
    }

    private WorkloadSpec SpecOf(DeploymentOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        WorkloadSpec spec = specs.SpecOf(order.Environment, order.Request.Endpoint, order.Request.Name, RegistryImages.Pinned(RegistryImages.NameOf(order)));
        WorkloadRules.Require(spec);
        return spec;
    }

    private async Task<(KubernetesCluster Cluster, WorkloadAddress Address)> FindAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        EnvironmentDefinition environment = handle.Environment ?? throw new DeploymentException($"in which cluster {handle.Id} runs is not known any more");
        string[] parts = handle.Id.Split('/');
        return (await clients.ClusterOfAsync(environment, cancellationToken).ConfigureAwait(false), new WorkloadAddress(parts[0], parts[^1]));
    }
}
