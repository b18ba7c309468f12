using Microsoft.Extensions.Logging;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Retention;

/// <summary>Deletes what is old, once an hour. Any number of processes may do so on one database; the shortest time counts.</summary>
public sealed class RetentionLoop(IDatabase database, TimeProvider time, ILogger<RetentionLoop> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes now, and once an hour until it is cancelled.</summary>
    public async Task RunAsync(RetentionOptions options, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(options, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException failure)
            {
                log.NotDeleted(failure);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SweepAsync(RetentionOptions options, CancellationToken cancellationToken)
    {
        if (options.Logs is { } logs)
        {
            int rows = await new LogRetention(database, time, logs).SweepAsync(cancellationToken).ConfigureAwait(false);
            if (rows > 0) log.LogsDeleted(rows, logs.TotalDays);
        }

        if (options.History is { } history)
        {
            SweptHistory swept = await new HistoryRetention(database, time, history).SweepAsync(cancellationToken).ConfigureAwait(false);
            if (swept != SweptHistory.Nothing) log.HistoryDeleted(swept.Requests, swept.Notifications, swept.ScheduleEvents, swept.Traffic, history.TotalDays);
        }

        if (options.Predictions is { } predictions)
        {
            long deleted = await new PredictionRetention(database, time, predictions).SweepAsync(cancellationToken).ConfigureAwait(false);
            if (deleted > 0) log.PredictionsDeleted(deleted, predictions.TotalDays);
        }
    }
}
