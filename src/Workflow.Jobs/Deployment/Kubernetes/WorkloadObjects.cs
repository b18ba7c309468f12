using System.Text.Json;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>The objects of workloads in a cluster: which there are, whose they are, and how they are.</summary>
internal sealed class WorkloadObjects(Kubectl kubectl)
{
    // Full names: a cluster may have other kinds of the same short name.
    private static readonly string[] Kinds =
    [
        "deployments.apps", "services", "networkpolicies.networking.k8s.io", "poddisruptionbudgets.policy", "horizontalpodautoscalers.autoscaling", "ingresses.networking.k8s.io",
    ];

    private const string SecretKind = "secrets";

    private static readonly string[] RunningKinds = ["deployments.apps", "replicasets.apps", "pods"];

    /// <summary>A workload as it is now, whosever it is; null where there is none.</summary>
    public async Task<WorkloadState?> FindAsync(WorkloadAddress address, CancellationToken cancellationToken)
    {
        string selector = $"--selector={WorkloadLabels.Application}={WorkloadLabels.Scorer},{WorkloadLabels.Instance}={address.Name}";
        IReadOnlyList<JsonElement> objects = await ListAsync(address, [string.Join(',', RunningKinds), selector], cancellationToken).ConfigureAwait(false);
        WorkloadState? state = WorkloadStateReader.Read(address, objects, []);
        if (state is null || state.IsRunning || state.IsStopped) return state;
        IReadOnlyList<JsonElement> events = await ListAsync(address, ["events", "--field-selector=type=Warning"], cancellationToken).ConfigureAwait(false);
        if (state.Pods.Any(pod => pod.Find("PodScheduled") is { Reason: "Unschedulable" }))
            events = [.. events, .. await ListAsync(address, ["events", "--field-selector=reason=TriggeredScaleUp"], cancellationToken).ConfigureAwait(false)];
        return WorkloadStateReader.Read(address, objects, events);
    }

    /// <summary>The objects that have a workload's name, whosever they are.</summary>
    public async Task<IReadOnlyList<OwnedObject>> NamedAsync(WorkloadAddress address, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(address, cancellationToken).ConfigureAwait(false)).Select(Object)];

    /// <summary>The same objects with all that the cluster tells of them, of a workload's owner alone.</summary>
    /// <exception cref="KubernetesException">One of them is another's.</exception>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonElement> objects = await ReadAsync(spec.Address, cancellationToken).ConfigureAwait(false);
        Require(objects.Select(Object), spec.Owner, spec.Address, spec.Keys.AreAsked);
        return [.. objects.Where(one => spec.Owner.Owns(Object(one).Labels))];
    }

    /// <summary>The objects in a workload's namespace that a selector of an owner means.</summary>
    public async Task<IReadOnlyList<OwnedObject>> OwnedAsync(WorkloadAddress address, string selector, CancellationToken cancellationToken) =>
        [.. (await ListAllAsync(address, kinds => [string.Join(',', kinds), $"--selector={selector}"], cancellationToken).ConfigureAwait(false)).Select(Object)];

    /// <summary>The ReplicaSets and pods that it means: what goes last.</summary>
    public async Task<IReadOnlyList<OwnedObject>> RunningAsync(WorkloadAddress address, string selector, CancellationToken cancellationToken) =>
        [.. (await ListAsync(address, [string.Join(',', RunningKinds[1..]), $"--selector={selector}"], cancellationToken).ConfigureAwait(false)).Select(Object)];

    /// <summary>Refuses objects that are another's, or nobody's that this program knows.</summary>
    /// <param name="objects">The objects that have the workload's name.</param>
    /// <param name="owner">Whose they shall be.</param>
    /// <param name="address">The workload.</param>
    /// <param name="withSecret">Whether a Secret of this name is needed: else one of others, for a pull or a certificate, is in nobody's way.</param>
    /// <exception cref="KubernetesException">One of them is not the owner's.</exception>
    public static void Require(IEnumerable<OwnedObject> objects, WorkloadOwner owner, WorkloadAddress address, bool withSecret)
    {
        if (objects.FirstOrDefault(one => !owner.Owns(one.Labels) && (withSecret || one.Kind != SecretManifest.Kind)) is not { } foreign) return;
        throw new KubernetesException(new WorkloadReason(
            WorkloadReasonKind.OwnedByOthers,
            $"{foreign.Kind} {foreign.Name} in namespace {address.Namespace} is there already and is not of endpoint {owner.Endpoint}: {foreign.Described}. Nothing was changed",
            "Choose another name or namespace, or delete it yourself if nobody needs it"));
    }

    private Task<IReadOnlyList<JsonElement>> ReadAsync(WorkloadAddress address, CancellationToken cancellationToken) =>
        ListAllAsync(address, kinds => kinds.Select(kind => $"{kind}/{address.Name}"), cancellationToken);

    private async Task<IReadOnlyList<JsonElement>> ListAllAsync(WorkloadAddress address, Func<string[], IEnumerable<string>> what, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(address, what([.. Kinds, SecretKind]), cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException refused) when (refused.Reason is { Kind: WorkloadReasonKind.Forbidden } && refused.Message.Contains(SecretKind, StringComparison.Ordinal))
        {
            // Whoever may not see Secrets has made none.
            return await ListAsync(address, what(Kinds), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(WorkloadAddress address, IEnumerable<string> what, CancellationToken cancellationToken) =>
        ClusterJson.Objects(await kubectl.GetAsync(address.Namespace, what, cancellationToken).ConfigureAwait(false));

    private static OwnedObject Object(JsonElement one) => new(ClusterJson.Kind(one), ClusterJson.Name(one), ClusterJson.Texts(one, "metadata", "labels"));
}
