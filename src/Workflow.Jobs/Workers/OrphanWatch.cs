using Microsoft.Extensions.Logging;
using Workflow.Jobs.Processes;

namespace Workflow.Jobs.Workers;

/// <summary>Stops what workers of this machine that were killed have left running: programs of steps that nobody waits for any more.</summary>
/// <param name="processes">Finds and stops them.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Told what was stopped.</param>
internal sealed class OrphanWatch(MarkedProcesses processes, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private Task _stopping = Task.CompletedTask;
    private long? _looked;

    /// <summary>Looks, if it is time to, without keeping the caller waiting.</summary>
    public void Look(CancellationToken cancellationToken)
    {
        if (!_stopping.IsCompleted || (_looked is { } looked && time.GetElapsedTime(looked) < Interval)) return;
        _looked = time.GetTimestamp();
        _stopping = Task.Run(() => StopAsync(cancellationToken), CancellationToken.None);
    }

    /// <summary>Waits for what it has begun.</summary>
    public Task EndAsync() => _stopping;

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            StopResult result = await processes.StopOrphansAsync(Grace, cancellationToken).ConfigureAwait(false);
            if (result.Stopped.Count > 0) log.OrphansStopped(string.Join(", ", result.Stopped));
            if (result.Remaining.Count > 0) log.OrphansRemain(string.Join(", ", result.Remaining));
        }
        catch (IOException unreadable)
        {
            log.OrphansUnknown(unreadable);
        }
    }
}
