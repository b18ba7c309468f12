using Microsoft.Extensions.Logging;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Workers;

/// <summary>Claims queued steps and carries them out, several at a time, until it is told to stop.</summary>
public sealed class RunWorker
{
    private readonly RunTransitions _transitions;
    private readonly StepRunner _runner;
    private readonly RunSignal _signal;
    private readonly TimeProvider _time;
    private readonly ILogger<RunWorker> _log;
    private readonly MarkedProcesses? _processes;

    /// <summary>Creates a worker.</summary>
    /// <param name="transitions">Where it finds work.</param>
    /// <param name="runner">Does it.</param>
    /// <param name="signal">Told that something may have changed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="processes">Stops what killed workers of this machine have left running; null: that is left alone.</param>
    public RunWorker(
        RunTransitions transitions, StepRunner runner, RunSignal signal, TimeProvider time, ILogger<RunWorker> log, MarkedProcesses? processes = null)
    {
        _transitions = transitions;
        _runner = runner;
        _signal = signal;
        _time = time;
        _log = log;
        _processes = processes;
    }

    /// <summary>Works until <paramref name="shutdown"/>; steps that run then are given back.</summary>
    public async Task WorkAsync(WorkerOptions options, CancellationToken shutdown)
    {
        string name = $"{Environment.MachineName}-{Environment.ProcessId}";
        var running = new List<Task>();
        OrphanWatch? orphans = _processes is null ? null : new OrphanWatch(_processes, _time, _log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        try
        {
            while (!shutdown.IsCancellationRequested)
            {
                Task change = _signal.Next;
                orphans?.Look(stop.Token);
                try
                {
                    await BeginStepsAsync(name, running, options, stop.Token).ConfigureAwait(false);
                }
                catch (StorageException away) when (away.IsRetryable)
                {
                    _log.DatabaseAway(away);
                }

                await Task.WhenAny([change, Task.Delay(options.PollInterval, _time, shutdown), .. running]).ConfigureAwait(false);
                await RemoveEndedAsync(running).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            // Told to stop while asking the database: the steps below give themselves back.
        }
        finally
        {
            // Also where this worker has failed: a step whose result nobody can record need not go on.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(running).ConfigureAwait(false);
            if (orphans is not null) await orphans.EndAsync().ConfigureAwait(false);
        }
    }

    private async Task BeginStepsAsync(string name, List<Task> running, WorkerOptions options, CancellationToken stop)
    {
        int swept = await _transitions.SweepAsync(stop).ConfigureAwait(false);
        if (swept > 0) _log.StepsSwept(swept);
        var request = new ClaimRequest(name, options.Lease) { OnlyRun = options.OnlyRun, Queues = options.Queues };
        while (running.Count < options.Slots && await _transitions.ClaimAsync(request, stop).ConfigureAwait(false) is { } claim)
        {
            running.Add(Task.Run(() => _runner.RunAsync(claim, options, stop), CancellationToken.None));
        }
    }

    // An ended step's failure to record itself (the database is gone, the disk is full) ends the worker.
    private static async Task RemoveEndedAsync(List<Task> running)
    {
        foreach (Task ended in running.Where(task => task.IsCompleted).ToArray())
        {
            running.Remove(ended);
            await ended.ConfigureAwait(false);
        }
    }
}
