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
/// Service is asked, through the cluster's API, for the digest and the trained answers. What does not prove itself is set back. A second version gets a
/// workload of its own, and serves from there once it is promoted; the next plain deployment goes to the endpoint's own workload, as all do.
/// </summary>
public sealed class KubernetesPlatform(KubernetesClients clients, WorkloadSpecs specs, RegistryImages images, ScorerClient scorer, WorkflowHome home, TimeProvider time) : IPlatform
{
    private const string ManifestFile = "workload.yaml";
    private const string SecondManifestFile = "second-workload.yaml";

    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = [PlatformNames.Aks];

    /// <inheritdoc/>
    public async Task<PlatformPlan> PlanAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        WorkloadSpec spec = SpecOf(order);
        KubernetesCluster cluster = await clients.ClusterOfAsync(order.Environment, cancellationToken).ConfigureAwait(false);
        Workloads workloads = clients.Workloads(cluster);
        IReadOnlyList<JsonElement> objects = await workloads.ObjectsAsync(spec, cancellationToken).ConfigureAwait(false);
        WorkloadState? now = await workloads.FindAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> names = await workloads.NamesAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
        DeploymentHandle handle = KubernetesRollout.InsideOf(spec, order.Environment);
        return new PlatformPlan(PlatformNames.Aks, KubernetesPlans.Of(order, cluster, spec, now, objects, names)) { Outcome = new DeployedEndpoint(handle, WarmOf(order, handle)) };
    }

    /// <inheritdoc/>
    public async Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(onPhase);
        WorkloadSpec spec = SpecOf(order);
        KubernetesCluster cluster = await clients.ClusterOfAsync(order.Environment, cancellationToken).ConfigureAwait(false);
        onPhase($"pushing the image to {order.Environment.Registry}");
        await images.PushAsync(order, cancellationToken).ConfigureAwait(false);
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(home.Endpoints, order.Request.Endpoint)).FullName, order.IsChallenger ? SecondManifestFile : ManifestFile);
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(WorkloadManifests.Write(spec)));
        DeploymentHandle handle = await new KubernetesRollout(clients, specs, scorer, order, cluster, spec).RunAsync(onPhase, cancellationToken).ConfigureAwait(false);
        Workloads workloads = clients.Workloads(cluster);
        IReadOnlyList<string> names = await workloads.NamesAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
        foreach (WorkloadAddress other in OtherWorkloads.Left(order, handle, names))
        {
            onPhase($"removing the {other}");
            await workloads.RemoveAsync(other, spec.Owner, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
        }

        return new DeployedEndpoint(handle, WarmOf(order, handle));
    }

    /// <inheritdoc/>
    public async Task<bool> HasSeenToAsync(DeploymentHandle former, DeploymentHandle deployed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(former);
        ArgumentNullException.ThrowIfNull(deployed);
        if (OtherWorkloads.AreTogether(former, deployed)) return true;
        if (KubernetesRollout.AddressOf(former).Namespace != KubernetesRollout.AddressOf(deployed).Namespace) return false;
        if (former.Id != deployed.Id) return await StateAsync(former, cancellationToken).ConfigureAwait(false) is null;

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
    public Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken) => ForEachAsync(
        new EndpointRemoval(endpoint, [handle]), (_, workloads, address) => workloads.RemoveAsync(address, specs.OwnerOf(endpoint), null, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<DeploymentHandle?> StopAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(removal);
        WorkloadOwner owner = specs.OwnerOf(removal.Endpoint);
        var progress = new Telling(removal.OnPhase);

        // The endpoint's own workload keeps its address for the start; what is beside it would be out of date then.
        DeploymentHandle? kept = removal.Handles.FirstOrDefault(handle => handle.IsNamedAfter(removal.Endpoint)) ?? removal.Handles.FirstOrDefault();
        DeploymentHandle? resting = null;
        await ForEachAsync(
            removal,
            async (handle, workloads, address) =>
            {
                if (handle != kept)
                {
                    await workloads.RemoveAsync(address, owner, progress, cancellationToken).ConfigureAwait(false);
                    return;
                }

                await workloads.StopAsync(address, owner, progress, cancellationToken).ConfigureAwait(false);
                resting = handle;
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

    private static WarmDeployment? WarmOf(DeploymentOrder order, DeploymentHandle handle) => order.IsChallenger ? null : OtherWorkloads.Warm(order, handle);

    private WorkloadSpec SpecOf(DeploymentOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        WorkloadSpec own = specs.SpecOf(order.Environment, order.Request.Endpoint, order.Request.Name, RegistryImages.Pinned(RegistryImages.NameOf(order))) with { Keys = order.Request.Keys };
        WorkloadSpec spec = order.IsChallenger ? SecondWorkload.Of(own) : own;
        WorkloadRules.Require(spec);
        return spec;
    }

    private async Task<(KubernetesCluster Cluster, WorkloadAddress Address)> FindAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        EnvironmentDefinition environment = handle.Environment ?? throw new DeploymentException($"in which cluster {handle.Id} runs is not known any more");
        return (await clients.ClusterOfAsync(environment, cancellationToken).ConfigureAwait(false), KubernetesRollout.AddressOf(handle));
    }
}
