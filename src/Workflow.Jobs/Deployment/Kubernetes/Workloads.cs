using System.Text.Json;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// Workloads of a Kubernetes cluster, AKS or any other that is conformant. Objects are told apart by labels: what is not the caller's is never
/// changed or removed. All that changes something may be interrupted anywhere and asked for again.
/// </summary>
public sealed class Workloads
{
    private readonly Kubectl _kubectl;
    private readonly WorkloadObjects _objects;
    private readonly KubernetesOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates the client. Nothing is run yet.</summary>
    /// <param name="cluster">Which cluster.</param>
    /// <param name="options">How it is asked, and how long workloads are waited for.</param>
    /// <param name="time">Clock of pauses and limits.</param>
    public Workloads(KubernetesCluster cluster, KubernetesOptions options, TimeProvider time)
    {
        _kubectl = new Kubectl(cluster, options, time);
        _objects = new WorkloadObjects(_kubectl);
        _options = options;
        _time = time;
    }

    /// <summary>
    /// Makes a workload, or changes the one that is there, and waits until all of its replicas answer. One that is so already is left alone;
    /// one that was stopped runs again; what the specification has no longer (an Ingress, for example) is removed, but for the Secret with API keys.
    /// </summary>
    /// <param name="spec">How it shall be.</param>
    /// <param name="progress">Told how far the cluster is.</param>
    /// <param name="cancellationToken">Stops waiting. What is begun goes on; the same call continues it.</param>
    /// <exception cref="KubernetesException">It is not valid, is another's, or does not run: then with the reason, as soon as the cluster tells it.</exception>
    public Task<WorkloadState> ApplyAsync(WorkloadSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(spec);
        return new WorkloadApply(_kubectl, _objects, Rollout(spec.Address, progress), spec).RunAsync(cancellationToken);
    }

    /// <summary>A workload as it is now, whosever it is; null where there is none.</summary>
    /// <exception cref="KubernetesException">The cluster does not say.</exception>
    public Task<WorkloadState?> FindAsync(WorkloadAddress address, WorkloadOwner owner, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(address, owner);
        return _objects.FindAsync(address, cancellationToken);
    }

    /// <summary>The objects of a workload that are its owner's, as the cluster tells them.</summary>
    /// <exception cref="KubernetesException">One of them is another's, or the cluster does not say.</exception>
    internal Task<IReadOnlyList<JsonElement>> ObjectsAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(spec);
        return _objects.ReadAsync(spec, cancellationToken);
    }

    /// <summary>Sends the Secret with a workload's API keys before anything else of it, where it asks for keys.</summary>
    /// <exception cref="KubernetesException">One of its objects is another's, or the cluster refuses it.</exception>
    internal async Task SendKeysAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(spec);
        if (!spec.Keys.AreAsked) return;
        WorkloadObjects.Require(await _objects.NamedAsync(spec.Address, cancellationToken).ConfigureAwait(false), spec.Owner, spec.Address, withSecret: true);
        await new WorkloadKeys(_kubectl, _objects).SendAsync(spec, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the Secret of a workload that asks for no API keys any more, and is not to be set back to when it did.</summary>
    /// <exception cref="KubernetesException">The cluster does not remove it.</exception>
    internal Task RemoveKeysAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(spec);
        return new WorkloadKeys(_kubectl, _objects).RemoveAsync(spec, cancellationToken);
    }

    /// <summary>Brings a workload back to the revision before, or to a given one, and waits until it answers.</summary>
    /// <exception cref="KubernetesException">There is none, it is another's, or it does not run.</exception>
    public async Task<WorkloadState> UndoAsync(
        WorkloadAddress address, WorkloadOwner owner, long? revision, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        await RequireThereAsync(address, owner, cancellationToken).ConfigureAwait(false);
        await _kubectl.UndoAsync(address, revision, cancellationToken).ConfigureAwait(false);
        return await Rollout(address, progress).WaitAsync(_options.ChangeTimeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets a workload rest: no replicas, no cost. It keeps its name, its address and its settings.</summary>
    /// <exception cref="KubernetesException">There is none, or it is another's.</exception>
    public async Task<WorkloadState> StopAsync(WorkloadAddress address, WorkloadOwner owner, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        await RequireThereAsync(address, owner, cancellationToken).ConfigureAwait(false);
        await _kubectl.ScaleAsync(address, 0, cancellationToken).ConfigureAwait(false);
        return await Rollout(address, progress).WaitForStopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names of an owner's workloads in a namespace, of those too of which only a part is there.</summary>
    /// <exception cref="KubernetesException">The cluster does not say.</exception>
    public async Task<IReadOnlyList<string>> NamesAsync(WorkloadAddress address, WorkloadOwner owner, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(address, owner);
        IReadOnlyList<OwnedObject> owned = await _objects.OwnedAsync(address, owner.Selector, cancellationToken).ConfigureAwait(false);
        return [.. owned.Select(one => one.Labels.GetValueOrDefault(WorkloadLabels.Instance)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Removes all objects of one workload, until the cluster has none of them. Being gone already is not an error.</summary>
    /// <exception cref="KubernetesException">One of them is another's, or the cluster does not remove it.</exception>
    public Task RemoveAsync(WorkloadAddress address, WorkloadOwner owner, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(address, owner);
        return Removal(progress).RunAsync(address, owner, owner.SelectorOf(address), cancellationToken);
    }

    /// <summary>Removes all objects of all of an owner's workloads in a namespace, until the cluster has none of them. Being gone already is not an error.</summary>
    /// <exception cref="KubernetesException">One of the workload's name is another's, or the cluster does not remove one.</exception>
    public Task DestroyAsync(WorkloadAddress address, WorkloadOwner owner, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(address, owner);
        return Removal(progress).RunAsync(address, owner, owner.Selector, cancellationToken);
    }

    /// <summary>The last lines that a workload's replicas have written, of one after the other.</summary>
    /// <exception cref="KubernetesException">The cluster does not say.</exception>
    public async Task<string> LogTailAsync(WorkloadAddress address, WorkloadOwner owner, int lines, CancellationToken cancellationToken)
    {
        WorkloadState? state = await FindAsync(address, owner, cancellationToken).ConfigureAwait(false);
        var tails = new List<string>();
        foreach (PodState pod in state?.CurrentPods ?? [])
            tails.Add($"{pod.Name}:\n{await _kubectl.LogTailAsync(address.Namespace, pod.Name, lines, ofEarlier: false, cancellationToken).ConfigureAwait(false)}");
        return string.Join('\n', tails);
    }

    private WorkloadRemoval Removal(IProgress<string>? progress) => new(_kubectl, _objects, _options, _time, progress);

    private WorkloadRollout Rollout(WorkloadAddress address, IProgress<string>? progress) => new(_kubectl, _objects, _options, _time, address, progress);

    private async Task RequireThereAsync(WorkloadAddress address, WorkloadOwner owner, CancellationToken cancellationToken)
    {
        WorkloadRules.Require(address, owner);
        IReadOnlyList<OwnedObject> there = await _objects.NamedAsync(address, cancellationToken).ConfigureAwait(false);
        WorkloadObjects.Require(there, owner, address, withSecret: false);
        if (there.All(one => one.Kind != "Deployment"))
            throw new KubernetesException(new WorkloadReason(WorkloadReasonKind.Missing, $"there is no {address}", "Deploy it first"));
    }
}
