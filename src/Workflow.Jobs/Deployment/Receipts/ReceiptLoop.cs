using Microsoft.Extensions.Logging;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>
/// Asks every deployment at its times. Any number of processes may do so on one database: one of them asks. A deployment that is slow to answer holds up
/// no other.
/// </summary>
public sealed class ReceiptLoop(ReceiptKeeper keeper, ReceiptOptions options, TimeProvider time, ILogger<ReceiptLoop> log)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(250);

    /// <summary>Asks until it is cancelled.</summary>
    /// <param name="interval">How often each deployment is asked; null: this process asks none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(TimeSpan? interval, CancellationToken cancellationToken)
    {
        if (interval is not { } pause) return;
        using var turns = new SemaphoreSlim(options.Concurrency);
        var asked = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                TimeSpan sleep = await LookAsync(pause, turns, asked, cancellationToken).ConfigureAwait(false);
                await Task.Delay(sleep, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop in the middle of a look.
        }
        finally
        {
            await Task.WhenAll(asked.Values).ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan> LookAsync(TimeSpan interval, SemaphoreSlim turns, Dictionary<string, Task> asked, CancellationToken cancellationToken)
    {
        try
        {
            foreach ((string id, Task task) in asked.Where(one => one.Value.IsCompleted).ToArray())
            {
                asked.Remove(id);
                await task.ConfigureAwait(false);
            }

            foreach (Receipt receipt in await keeper.LookAsync(Projects.Default, interval, cancellationToken).ConfigureAwait(false))
            {
                if (!asked.ContainsKey(receipt.Id)) asked[receipt.Id] = AskAsync(receipt, interval, turns, cancellationToken);
            }

            DateTimeOffset? next = await keeper.NextAsync(Projects.Default, interval, cancellationToken).ConfigureAwait(false);
            TimeSpan sleep = next is { } due ? due - time.GetUtcNow() : LongestSleep;
            return sleep > LongestSleep ? LongestSleep : sleep < ShortestSleep ? ShortestSleep : sleep;
        }
        catch (StorageException away)
        {
            log.DatabaseAway(away);
            return LongestSleep;
        }
        catch (Exception failure) when (!(failure is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            log.NotLooked(failure);
            return LongestSleep;
        }
    }

    private async Task AskAsync(Receipt receipt, TimeSpan interval, SemaphoreSlim turns, CancellationToken cancellationToken)
    {
        try
        {
            await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await keeper.AskAsync(Projects.Default, receipt, interval, isDemanded: false, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                turns.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop in the middle of a question.
        }
        catch (Exception failure)
        {
            // One deployment that cannot be asked, for whatever reason, must not end the process that serves all others.
            log.NotAsked(failure, receipt.Endpoint, receipt.Role);
        }
    }
}
