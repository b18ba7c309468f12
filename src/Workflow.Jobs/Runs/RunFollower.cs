using System.Runtime.CompilerServices;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Runs;

/// <summary>Watches a run.</summary>
public sealed class RunFollower(RunReports reports, RunSignal signal, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Where the run stands now, then at every change, until it is over. Ends at once where there is no such run.</summary>
    public async IAsyncEnumerable<RunResult> FollowAsync(string runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change = signal.Next;
            if (await ReadAsync(runId, cancellationToken).ConfigureAwait(false) is not { } progress) yield break;
            yield return progress;
            if (progress.State.IsOver()) yield break;

            // Another process may work on the run, so a look now and then even without a signal; several signals at once are one look.
            await Task.WhenAny(change, Task.Delay(PollInterval, time, cancellationToken)).ConfigureAwait(false);
            await Task.Delay(ShortestInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    // The run goes on while its database is away for a moment, and so does whoever watches.
    private async Task<RunResult?> ReadAsync(string runId, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await reports.ProgressAsync(runId, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException away) when (away.IsRetryable && time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
