using Microsoft.Extensions.Logging;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Workers;

/// <summary>Claims queued steps and carries them out, several at a time, until it is told to stop.</summary>
public sealed class RunWorker
{
    // A step that was there and could not be had: whoever keeps its run locked does so for milliseconds.
    private static readonly TimeSpan ContendedInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(1);

    private readonly RunTransitions _transitions;
    private readonly StepRunner _runner;
    private readonly WorkerRegistry _registry;
    private readonly RunSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger<RunWorker> _log;
    private readonly OrphanWatch? _orphans;

    /// <summary>Creates a worker.</summary>
    /// <param name="transitions">Where it finds work.</param>
    /// <param name="runner">Does it.</param>
    /// <param name="registry">Keeps workers of different releases apart.</param>
    /// <param name="signal">Told that something may have changed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="orphans">Ends what killed workers of this machine have left; null: that is left alone.</param>
    public RunWorker(
        RunTransitions transitions,
        StepRunner runner,
        WorkerRegistry registry,
        RunSignal signal,
        TimeProvider time,
        ILogger<RunWorker> log,
        OrphanWatch? orphans = null)
    {
        _transitions = transitions;
        _runner = runner;
        _registry = registry;
        _signal = signal;
        _time = time;
        _log = log;
        _orphans = orphans;
    }

    /// <summary>Registers, and works until <paramref name="shutdown"/>.</summary>
    /// <exception cref="WorkerException">A live worker has other code.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public async Task WorkAsync(WorkerOptions options, CancellationToken shutdown)
    {
        if (await RegisterAsync(options, shutdown).ConfigureAwait(false) is { } presence) await WorkAsync(presence, options, shutdown).ConfigureAwait(false);
    }

    /// <summary>
    /// Works as a registered worker until <paramref name="shutdown"/>. Steps that run then may end by themselves within
    /// <see cref="WorkerOptions.Drain"/>; those that have not are given back.
    /// </summary>
    /// <exception cref="WorkerException">The worker was silent for too long, and workers of other code have begun meanwhile.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public async Task WorkAsync(WorkerPresence presence, WorkerOptions options, CancellationToken shutdown)
    {
        _log.WorkerBegins(presence.Identity.Name, options.Slots, presence.Queues.Count == 0 ? "all" : string.Join(", ", presence.Queues));
        var running = new List<RunningStep>();
        using var stop = new CancellationTokenSource();
        try
        {
            await TakeStepsAsync(presence, running, options, stop.Token, shutdown).ConfigureAwait(false);
            if (options.Drain > TimeSpan.Zero && running.Count > 0) await DrainAsync(presence, running, options).ConfigureAwait(false);
        }
        finally
        {
            // Also where this worker has failed: a step whose result nobody can record need not go on.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running.Select(step => step.Work)).ConfigureAwait(false);
            if (_orphans is not null) await _orphans.EndAsync().ConfigureAwait(false);
            await presence.EndAsync().ConfigureAwait(false);
            _log.WorkerEnded(presence.Identity.Name);
        }
    }

    // Null where the worker is told to stop before it has begun.
    private async Task<WorkerPresence?> RegisterAsync(WorkerOptions options, CancellationToken shutdown)
    {
        try
        {
            while (true)
            {
                try
                {
                    return await _registry.RegisterAsync(options, shutdown).ConfigureAwait(false);
                }
                catch (StorageException away) when (away.IsRetryable)
                {
                    _log.DatabaseAway(away);
                }

                await Task.Delay(options.PollInterval, _time, shutdown).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task TakeStepsAsync(
        WorkerPresence presence, List<RunningStep> running, WorkerOptions options, CancellationToken stop, CancellationToken shutdown)
    {
        var request = new ClaimRequest(presence.Identity.Name, options.Lease) { OnlyRun = options.OnlyRun, Queues = options.Queues };
        try
        {
            while (!shutdown.IsCancellationRequested)
            {
                Task change = _signal.Next;
                TimeSpan wait = options.PollInterval;
                _orphans?.Look(stop);
                try
                {
                    await presence.BeatAsync(running.Count, shutdown).ConfigureAwait(false);
                    wait = Shorter(await BeginStepsAsync(request, running, options, stop, shutdown).ConfigureAwait(false), presence.NextBeat);
                }
                catch (StorageException away) when (away.IsRetryable)
                {
                    _log.DatabaseAway(away);
                }

                await UntilAnyAsync([change, .. running.Select(step => step.Work)], wait, shutdown).ConfigureAwait(false);
                await RemoveEndedAsync(running).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            // Told to stop while asking the database.
        }
    }

    private async Task<TimeSpan> BeginStepsAsync(
        ClaimRequest request, List<RunningStep> running, WorkerOptions options, CancellationToken stop, CancellationToken shutdown)
    {
        ClaimedWork work = await ClaimAsync().ConfigureAwait(false);
        if (work.NextDue <= _time.GetUtcNow())
        {
            int swept = await _transitions.SweepAsync([.. running.Select(step => step.Claim)], shutdown).ConfigureAwait(false);
            if (swept > 0)
            {
                _log.StepsSwept(swept);
                _orphans?.NoticeAbandoned();
            }

            work = await ClaimAsync().ConfigureAwait(false);
        }

        while (work is { HasMore: true, Claims.Count: > 0 }) work = await ClaimAsync().ConfigureAwait(false);
        if (work.HasMore) return ContendedInterval;
        TimeSpan poll = _signal.HearsOthers ? options.QuietPollInterval : options.PollInterval;

        // What was due and could not be done just now is no reason to look again and again.
        return work.NextDue > _time.GetUtcNow() ? Shorter(poll, work.NextDue) : poll;

        async Task<ClaimedWork> ClaimAsync()
        {
            ClaimedWork taken = await _transitions.ClaimAsync(request, options.Slots - running.Count, shutdown).ConfigureAwait(false);
            foreach (StepClaim claim in taken.Claims) running.Add(new RunningStep(claim, Task.Run(() => _runner.RunAsync(claim, options, stop), CancellationToken.None)));
            return taken;
        }
    }

    // What runs goes on, and the registry hears of it, until it has ended, the time is over, or somebody is in a hurry.
    private async Task DrainAsync(WorkerPresence presence, List<RunningStep> running, WorkerOptions options)
    {
        _log.WorkerDrains(presence.Identity.Name, running.Count, options.Drain.TotalSeconds);
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(options.GiveBack);
        Task over = Task.Delay(options.Drain, _time, hurry.Token);
        bool isTold = false;
        while (running.Count > 0 && !over.IsCompleted)
        {
            try
            {
                await (isTold ? presence.BeatAsync(running.Count, hurry.Token) : presence.DrainAsync(running.Count, hurry.Token)).ConfigureAwait(false);
                isTold = true;
            }
            catch (StorageException away) when (away.IsRetryable)
            {
                _log.DatabaseAway(away);
            }
            catch (OperationCanceledException) when (hurry.IsCancellationRequested)
            {
                break;
            }

            await UntilAnyAsync([over, .. running.Select(step => step.Work)], Shorter(options.QuietPollInterval, presence.NextBeat), hurry.Token).ConfigureAwait(false);
            await RemoveEndedAsync(running).ConfigureAwait(false);
        }

        await hurry.CancelAsync().ConfigureAwait(false);
    }

    // Whatever ends the wait, its timer goes with it.
    private async Task UntilAnyAsync(IReadOnlyList<Task> events, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([Task.Delay(longest, _time, over.Token), .. events]).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
    }

    private TimeSpan Shorter(TimeSpan wait, DateTimeOffset? moment)
    {
        TimeSpan left = (moment ?? DateTimeOffset.MaxValue) - _time.GetUtcNow();
        return left >= wait ? wait : left > ShortestInterval ? left : ShortestInterval;
    }

    // An ended step's failure to record itself (the database is gone, the disk is full) ends the worker.
    private static async Task RemoveEndedAsync(List<RunningStep> running)
    {
        foreach (RunningStep ended in running.Where(step => step.Work.IsCompleted).ToArray())
        {
            running.Remove(ended);
            await ended.Work.ConfigureAwait(false);
        }
    }

    private sealed record RunningStep(StepClaim Claim, Task Work);
}
