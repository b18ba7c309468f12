using System.Globalization;
using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Removes an owner's objects, and looks until the cluster has none of them: neither what was applied nor what that has made.</summary>
internal sealed class WorkloadRemoval(Kubectl kubectl, WorkloadObjects objects, KubernetesOptions options, TimeProvider time, IProgress<string>? progress)
{
    /// <summary>Removes them.</summary>
    /// <param name="address">The workload, or any of those of its namespace.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="selector">What is meant: all of the owner's, or one workload.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KubernetesException">One of this name is another's, or they do not go in time.</exception>
    public async Task RunAsync(WorkloadAddress address, WorkloadOwner owner, string selector, CancellationToken cancellationToken)
    {
        WorkloadObjects.Require(await objects.NamedAsync(address, cancellationToken).ConfigureAwait(false), owner, address, withSecret: false);
        long began = time.GetTimestamp();
        bool isAsked = false;
        while (true)
        {
            IReadOnlyList<OwnedObject> left = await objects.OwnedAsync(address, selector, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<OwnedObject> running = await objects.RunningAsync(address, selector, cancellationToken).ConfigureAwait(false);
            if (left.Count + running.Count == 0) return;
            progress?.Report($"workload {address.Name}: {CountText.Of(left.Count + running.Count, "object")} left");

            // What has lost its Deployment, somebody having removed that alone, goes by itself.
            IReadOnlyList<OwnedObject> asked = left.Count > 0 ? left : running;
            if (!isAsked || left.Count == 0) await kubectl.DeleteAsync(address.Namespace, asked.Select(one => one.Argument), cancellationToken).ConfigureAwait(false);
            isAsked = true;
            if (time.GetElapsedTime(began) >= options.ChangeTimeout) throw new KubernetesException(TooLate(address, [.. left, .. running]));
            await Task.Delay(options.PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private WorkloadReason TooLate(WorkloadAddress address, IEnumerable<OwnedObject> left) => new(
        WorkloadReasonKind.TimedOut,
        string.Create(
            CultureInfo.InvariantCulture,
            $"the {address} is not gone within {options.ChangeTimeout.TotalMinutes:0.#} minutes; left are: {string.Join(", ", left.Select(one => one.Argument))}"),
        $"Look what holds them (finalizers: kubectl get --output yaml --namespace {address.Namespace}) and try again",
        IsRetryable: true);
}
