using Microsoft.Extensions.Logging;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Steps.Programs;

namespace Workflow.Jobs.Workers;

/// <summary>
/// Ends what workers of this machine that were killed have left: programs of steps that nobody waits for any more, and containers of attempts
/// that are over.
/// </summary>
public sealed class OrphanWatch
{
    private static readonly TimeSpan ProcessesInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ContainersInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ContainersPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly MarkedProcesses _processes;
    private readonly AbandonedContainers _containers;
    private readonly TimeProvider _time;
    private readonly ILogger<OrphanWatch> _log;
    private readonly BackgroundLook _atProcesses;
    private readonly BackgroundLook _atContainers;

    /// <summary>Creates the watch.</summary>
    /// <param name="processes">Finds and stops processes.</param>
    /// <param name="containers">Finds and removes containers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told what was stopped and removed.</param>
    public OrphanWatch(MarkedProcesses processes, AbandonedContainers containers, TimeProvider time, ILogger<OrphanWatch> log)
    {
        _processes = processes;
        _containers = containers;
        _time = time;
        _log = log;
        _atProcesses = new BackgroundLook(StopProcessesAsync, ProcessesInterval, time);
        _atContainers = new BackgroundLook(RemoveContainersAsync, ContainersInterval, time);
    }

    /// <summary>Looks, if it is time to, without keeping the caller waiting.</summary>
    public void Look(CancellationToken cancellationToken)
    {
        _atProcesses.Begin(cancellationToken);
        _atContainers.Begin(cancellationToken);
    }

    /// <summary>Takes notice of steps that workers have abandoned: their containers are looked for next time.</summary>
    public void NoticeAbandoned() => _atContainers.Hurry();

    /// <summary>Waits for what it has begun.</summary>
    public Task EndAsync() => Task.WhenAll(_atProcesses.EndAsync(), _atContainers.EndAsync());

    private async Task StopProcessesAsync(CancellationToken cancellationToken)
    {
        try
        {
            StopResult result = await _processes.StopOrphansAsync(Grace, cancellationToken).ConfigureAwait(false);
            if (result.Stopped.Count > 0) _log.OrphansStopped(string.Join(", ", result.Stopped));
            if (result.Remaining.Count > 0) _log.OrphansRemain(string.Join(", ", result.Remaining));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _log.OrphansUnknown(unreadable);
        }
    }

    private async Task RemoveContainersAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ContainersPatience, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            IReadOnlyList<string> removed = await _containers.RemoveAsync(stop.Token).ConfigureAwait(false);
            if (removed.Count > 0) _log.ContainersRemoved(string.Join(", ", removed));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The worker ends; another one will look.
        }
        catch (Exception failure)
        {
            // Whatever an engine does: the steps of this worker must not suffer.
            _log.ContainersRemain(failure);
        }
    }
}
