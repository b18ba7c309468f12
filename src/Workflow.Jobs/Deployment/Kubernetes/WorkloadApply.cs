using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// Brings one workload to its specification. It begins with what the cluster has, and every part of it may be done twice: what a killed apply
/// left is continued. A Secret that is needed no more stays: what runs may have to be set back to pods that need it.
/// </summary>
internal sealed class WorkloadApply(Kubectl kubectl, WorkloadObjects objects, WorkloadRollout rollout, WorkloadSpec spec)
{
    private readonly WorkloadAddress _address = spec.Address;

    /// <summary>Applies.</summary>
    /// <returns>The workload, which runs.</returns>
    public async Task<WorkloadState> RunAsync(CancellationToken cancellationToken)
    {
        WorkloadObjects.Require(await objects.NamedAsync(_address, cancellationToken).ConfigureAwait(false), spec.Owner, _address, spec.Keys.AreAsked);
        IReadOnlyList<OwnedObject> owned = await objects.OwnedAsync(_address, spec.Owner.SelectorOf(_address), cancellationToken).ConfigureAwait(false);
        WorkloadState? before = await objects.FindAsync(_address, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JsonObject> documents = WorkloadManifests.Create(spec, ReplicasFor(before));
        OwnedObject[] surplus = [.. owned.Where(one => one.Name == _address.Name && one.Kind != SecretManifest.Kind && documents.All(document => document["kind"]!.GetValue<string>() != one.Kind))];

        // Before the Deployment says how many replicas there are: an autoscaler that is no longer meant would set it back.
        if (surplus.Length > 0) await kubectl.DeleteAsync(_address.Namespace, surplus.Select(one => one.Argument), cancellationToken).ConfigureAwait(false);
        bool hadAutoscaler = owned.Any(one => one.Kind == "HorizontalPodAutoscaler");
        await new WorkloadKeys(kubectl, objects).SendAsync(spec, cancellationToken).ConfigureAwait(false);
        await SendAsync(WorkloadManifests.Write(documents), hadAutoscaler, cancellationToken).ConfigureAwait(false);
        return await rollout.WaitAsync(spec.ProgressDeadline, cancellationToken).ConfigureAwait(false);
    }

    // With an autoscaler, what it has chosen: leaving the number out would set it to 1 for a moment where it was ours before.
    private int ReplicasFor(WorkloadState? before) =>
        spec.Scaling is { } scaling && before is { Desired: > 0 } ? Math.Clamp(before.Desired, scaling.Minimum, scaling.Maximum) : spec.FirstReplicas;

    private async Task SendAsync(string manifests, bool hadAutoscaler, CancellationToken cancellationToken)
    {
        rollout.Tell("is applied");
        try
        {
            await kubectl.ApplyAsync(_address.Namespace, manifests, takesOver: false, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException refused) when (IsOurs(refused.Reason, hadAutoscaler))
        {
            await kubectl.ApplyAsync(_address.Namespace, manifests, takesOver: true, cancellationToken).ConfigureAwait(false);
        }
    }

    // What stopping, starting and going back have set, or the autoscaler. Everything else is somebody's intent.
    private static bool IsOurs(WorkloadReason? reason, bool hadAutoscaler) =>
        reason is { Kind: WorkloadReasonKind.FieldConflict, Conflicts.Count: > 0 } && reason.Conflicts.All(conflict => conflict.IsByHand || (hadAutoscaler && conflict.IsByAutoscaler));
}
