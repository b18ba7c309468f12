using System.Globalization;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Waits for a workload: kubectl watches how the new revision comes, and meanwhile the cluster is asked why it does not.</summary>
internal sealed class WorkloadRollout(
    Kubectl kubectl, WorkloadObjects objects, KubernetesOptions options, TimeProvider time, WorkloadAddress address, IProgress<string>? progress)
{
    // A pod may have no place, and a quota no room, for the moment that another needs to go.
    private const int LooksThatPersuade = 2;
    private string _told = string.Empty;
    private WorkloadReason? _reason;
    private int _looks;

    /// <summary>Waits until all replicas answer.</summary>
    /// <param name="deadline">How long the cluster itself waits for progress.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KubernetesException">It does not run, with the reason, as soon as the cluster tells it.</exception>
    public async Task<WorkloadState> WaitAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        TimeSpan limit = deadline + options.ApplyGrace;
        while (true)
        {
            TimeSpan left = limit - time.GetElapsedTime(began);
            KubernetesException? failed = await WatchAsync(left, cancellationToken).ConfigureAwait(false);
            WorkloadState state = await LookAsync(cancellationToken).ConfigureAwait(false);
            if (failed is null && state.IsRunning) return state;
            if (WorkloadDiagnosis.OfState(state) is { } reason && failed is not null) await RefuseAsync(reason, cancellationToken).ConfigureAwait(false);
            bool mayContinue = failed is null || failed.Reason is { Kind: WorkloadReasonKind.Unreachable };
            if (!mayContinue || time.GetElapsedTime(began) >= limit) throw failed ?? new KubernetesException(TooLate(limit));
            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no replica is left.</summary>
    /// <exception cref="KubernetesException">It takes too long.</exception>
    public async Task<WorkloadState> WaitForStopAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            WorkloadState state = await LookAsync(cancellationToken).ConfigureAwait(false);
            if (state.IsStopped && state.Pods.Count == 0) return state;
            if (time.GetElapsedTime(began) >= options.ChangeTimeout) throw new KubernetesException(TooLate(options.ChangeTimeout));
            await PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what is being done, where that is news.</summary>
    public void Tell(string text)
    {
        if (text == _told) return;
        _told = text;
        progress?.Report($"workload {address.Name}: {text}");
    }

    // Null: kubectl has seen the new revision run.
    private async Task<KubernetesException?> WatchAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = kubectl.RolloutStatusAsync(address, limit, stop.Token);
        try
        {
            while (!watch.IsCompleted)
            {
                WorkloadState state = await LookAsync(cancellationToken).ConfigureAwait(false);

                // A watch that proxies cut without a word ends late.
                if (state.IsRunning) return null;
                if (Persuasive(state) is { } reason) await RefuseAsync(reason, cancellationToken).ConfigureAwait(false);
                await Task.WhenAny(watch, PauseAsync(stop.Token)).ConfigureAwait(false);
            }

            await watch.ConfigureAwait(false);
            return null;
        }
        catch (KubernetesException failed) when (watch.IsFaulted)
        {
            return failed;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<WorkloadState> LookAsync(CancellationToken cancellationToken)
    {
        WorkloadState state = await objects.FindAsync(address, cancellationToken).ConfigureAwait(false)
            ?? throw new KubernetesException(new WorkloadReason(WorkloadReasonKind.Missing, $"the {address} was removed while it was waited for", "Deploy it again"));
        string last = state.Events.Count == 0 ? string.Empty : $"; {state.Events[^1].Reason}: {state.Events[^1].Message}";
        Tell(string.Create(CultureInfo.InvariantCulture, $"{state.Ready} of {state.Desired} ready, {state.Updated} of the new revision{last}"));
        return state;
    }

    // What may pass by itself must be told twice in a row.
    private WorkloadReason? Persuasive(WorkloadState state)
    {
        WorkloadReason? reason = WorkloadDiagnosis.OfState(state);
        if (reason is null || reason.Kind is not (WorkloadReasonKind.Unschedulable or WorkloadReasonKind.QuotaExceeded or WorkloadReasonKind.CannotStart))
        {
            _looks = 0;
            return reason;
        }

        _looks = _reason?.Kind == reason.Kind ? _looks + 1 : 1;
        _reason = reason;
        return _looks >= LooksThatPersuade ? reason : null;
    }

    private async Task RefuseAsync(WorkloadReason reason, CancellationToken cancellationToken)
    {
        if (reason.Pod is null || reason.Kind is not (WorkloadReasonKind.CrashLoop or WorkloadReasonKind.OutOfMemory or WorkloadReasonKind.ProbeFailing)) throw new KubernetesException(reason);
        string tail = string.Empty;
        try
        {
            tail = await kubectl.LogTailAsync(address.Namespace, reason.Pod, options.LogLines, reason.Kind != WorkloadReasonKind.ProbeFailing, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesException)
        {
            // The reason is known without it.
        }

        throw new KubernetesException(reason with { LogTail = tail });
    }

    private Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(options.PollInterval, time, cancellationToken);

    private WorkloadReason TooLate(TimeSpan limit) => new(
        WorkloadReasonKind.TimedOut,
        string.Create(CultureInfo.InvariantCulture, $"the {address} has not come so far within {limit.TotalMinutes:0.#} minutes; the last that the cluster tells is: {_told}"),
        $"Look at it (kubectl get pods --namespace {address.Namespace}) and try again; what is begun is found and continued",
        IsRetryable: true);
}
