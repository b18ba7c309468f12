using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Kubernetes.Manifests;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Pipelines;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// Sets a workload back after a change that failed or was stopped. The record decides: what it names there serves again, and where it names nothing, what
/// is ours goes. A cluster takes some of the objects of a change and refuses others, so it is asked how far the change came.
/// </summary>
/// <param name="workloads">The cluster.</param>
/// <param name="specs">Says what the recorded workload was.</param>
/// <param name="order">What was to run.</param>
/// <param name="spec">The workload that it was to be.</param>
/// <param name="before">The workload before the change; null where there was none.</param>
internal sealed class WorkloadSetBack(Workloads workloads, WorkloadSpecs specs, DeploymentOrder order, WorkloadSpec spec, WorkloadState? before)
{
    /// <summary>Sets back.</summary>
    /// <exception cref="DeploymentException">The cluster does not let it.</exception>
    public async Task RunAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        DeploymentHandle[] named = [.. order.Recorded?.Handles.Where(handle => handle.Platform == PlatformNames.Aks && handle.Id == KubernetesRollout.IdOf(spec.Address)) ?? []];
        try
        {
            if (Array.Find(named, IsHere) is { } recorded) await GoBackAsync(recorded, onPhase, cancellationToken).ConfigureAwait(false);
            else if (named.Length == 0 || before is null) await RemoveAsync(onPhase, cancellationToken).ConfigureAwait(false);
            else onPhase($"the {spec.Address} stays as it is: the record names one in another cluster, which may be this one by another name");
        }
        catch (KubernetesException foreign) when (foreign.Reason is { Kind: WorkloadReasonKind.OwnedByOthers })
        {
            // Nothing of it was changed.
        }
    }

    // Whoever renames a kubeconfig or a context means the same cluster.
    private bool IsHere(DeploymentHandle handle) => KubernetesCluster.AreSame(handle.Environment?.Kubernetes, order.Environment.Kubernetes) || before?.Image == handle.Image;

    private async Task RemoveAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        onPhase($"removing the {spec.Address}");
        try
        {
            await workloads.RemoveAsync(spec.Address, spec.Owner, null, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException again) when (again.Reason is not { Kind: WorkloadReasonKind.OwnedByOthers })
        {
            throw new DeploymentException($"What was begun could not be removed: {again.Message}", again);
        }
    }

    private async Task GoBackAsync(DeploymentHandle recorded, Action<string> onPhase, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = order.Recorded!;
        if (recorded is not { Image: { } image, Environment: { } then }) return;
        string version = VersionOf(recorded, image, endpoint);
        WorkloadSpec own = specs.SpecOf(then, endpoint.Name, version, image);
        (ApiKeys keys, DeploymentException? unread) = KeysOf(then);
        WorkloadSpec old = (spec.Address.Name == endpoint.Name ? own : SecondWorkload.Of(own)) with { Address = spec.Address, Keys = keys };
        if (unread is null && WorkloadManifests.Write(old) == WorkloadManifests.Write(spec)) return;
        onPhase($"setting the {spec.Address} back to {version}");
        bool runsOld = false;
        try
        {
            await SendKeysAsync(old, cancellationToken).ConfigureAwait(false);
            WorkloadState? now = await workloads.FindAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
            runsOld = (now?.Image == image && (unread is null || now.Keys == recorded.Keys?.Revision)) || await UndoAsync(now, recorded, onPhase, cancellationToken).ConfigureAwait(false);
            if (unread is null) await ApplyAsync(old, onPhase, cancellationToken).ConfigureAwait(false);
            if (recorded == endpoint.Resting) await workloads.StopAsync(spec.Address, spec.Owner, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
            if (unread is not null) throw unread;
        }
        catch (WorkflowException again) when (again is not KubernetesException { Reason.Kind: WorkloadReasonKind.OwnedByOthers })
        {
            string how = runsOld ? $"The workload runs {version} as before; not all of its other settings could be set back" : $"The workload could not be set back to {version}";
            throw new DeploymentException($"{how}: {again.Message}", again);
        }
    }

    // Without them the settings of then would open what asked for keys. The revisions that the cluster keeps need nobody who knows them.
    private (ApiKeys Keys, DeploymentException? Unread) KeysOf(EnvironmentDefinition then)
    {
        try
        {
            return (specs.Keys.OfBefore(then, order), null);
        }
        catch (DeploymentException unread)
        {
            return (ApiKeys.None, unread);
        }
    }

    // First: the pods of then do not start without their Secret, and keep the keys that it has when they start.
    private async Task SendKeysAsync(WorkloadSpec old, CancellationToken cancellationToken)
    {
        try
        {
            await workloads.SendKeysAsync(old, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException refused) when (refused.Reason is not { Kind: WorkloadReasonKind.OwnedByOthers })
        {
            // The Secret may be there still, and the rest is worth trying; applying says it again.
        }
    }

    private async Task ApplyAsync(WorkloadSpec old, Action<string> onPhase, CancellationToken cancellationToken)
    {
        await workloads.ApplyAsync(old, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
        await workloads.RemoveKeysAsync(old, cancellationToken).ConfigureAwait(false);
    }

    private string VersionOf(DeploymentHandle recorded, string image, EndpointRecord endpoint)
    {
        if (before is { Version: { } told } && before.Image == image) return told;
        if (recorded == endpoint.Challenger?.Handle) return endpoint.Challenger.Version;
        return recorded == endpoint.Previous?.Handle ? endpoint.Previous.ImageReference : EndpointChange.Served(endpoint);
    }

    // The very template that served, by the right to change the Deployment alone: whatever else the cluster refuses, the recorded version serves again.
    private async Task<bool> UndoAsync(WorkloadState? now, DeploymentHandle recorded, Action<string> onPhase, CancellationToken cancellationToken)
    {
        WorkloadRevision? revision = now?.Revisions.Where(one => one.Image == recorded.Image).MaxBy(one => (one.Keys == recorded.Keys?.Revision, one.Number));
        if (revision is null) return false;
        await workloads.UndoAsync(spec.Address, spec.Owner, revision.Number, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
        return true;
    }
}
