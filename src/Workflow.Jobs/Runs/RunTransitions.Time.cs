using System.Globalization;
using Dapper;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Telemetry;

namespace Workflow.Jobs.Runs;

/// <content>What the passing of time does: leases end, waits end, patience ends.</content>
public sealed partial class RunTransitions
{
    private const int SweepLimit = 100;

    /// <summary>
    /// Does what is due: running steps whose worker is gone are queued again (those on which <see cref="MaximumExpiries"/> workers have gone
    /// fail), steps whose wait is over are queued, and steps that nobody has begun in time fail.
    /// </summary>
    /// <param name="alive">Claims that are known to be worked on, whatever their leases say: a process that was suspended has not beaten.</param>
    /// <param name="cancellationToken">Cancels the sweep.</param>
    /// <returns>How many steps it changed.</returns>
    public Task<int> SweepAsync(IReadOnlyCollection<StepClaim> alive, CancellationToken cancellationToken) => SweepAsync(
        """
        SELECT run_id AS RunId, name AS Step, fence AS Fence, 'lease' AS Due FROM step WHERE state = 'Running' AND lease_until < @now
        UNION ALL
        SELECT run_id, name, fence, 'wait' FROM step WHERE state = 'Waiting' AND not_before <= @now
        UNION ALL
        SELECT run_id, name, fence, 'start' FROM step WHERE state = 'Queued' AND start_by < @now
        LIMIT @limit
        """,
        _time.GetUtcNow().ToUnixTimeMilliseconds(),
        alive,
        cancellationToken);

    /// <summary>Takes every running step for abandoned, whatever its lease says: for the only worker of a database, when it begins.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> AbandonAllAsync(CancellationToken cancellationToken) => SweepAsync(
        "SELECT run_id AS RunId, name AS Step, fence AS Fence, 'lease' AS Due FROM step WHERE state = 'Running'", long.MaxValue, [], cancellationToken);

    private async Task<int> SweepAsync(string sql, long now, IReadOnlyCollection<StepClaim> alive, CancellationToken cancellationToken)
    {
        List<DueStep> due = await _database.ReadAsync(
            async connection => (await connection.QueryAsync<DueStep>(new CommandDefinition(
                sql, new { now, limit = (long)SweepLimit }, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList(),
            cancellationToken).ConfigureAwait(false);
        int count = 0;
        foreach (DueStep step in due)
        {
            var claim = new StepClaim(step.RunId, step.Step, step.Fence);
            bool isChanged = step.Due switch
            {
                "lease" => !alive.Contains(claim) && await AbandonAsync(claim, now, cancellationToken).ConfigureAwait(false),
                "wait" => await EndWaitAsync(claim, cancellationToken).ConfigureAwait(false),
                _ => await FailUnbegunAsync(claim, cancellationToken).ConfigureAwait(false),
            };
            if (isChanged) count++;
        }

        return count;
    }

    private Task<bool> AbandonAsync(StepClaim claim, long now, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            long? expiries = await scope.FirstAsync<long?>(
                """
                UPDATE step SET state = 'Queued', worker = NULL, lease_until = NULL, progress = NULL, queued_at = @queuedAt, start_by = @queuedAt + start_timeout,
                                expiries = expiries + 1
                WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running' AND lease_until < @now
                RETURNING expiries
                """,
                new { claim.RunId, claim.Step, claim.Fence, queuedAt = scope.Now, now }).ConfigureAwait(false);
            if (expiries is null) return false;
            await scope.LetGoAsync(claim).ConfigureAwait(false);
            run.Record(claim, "abandoned", "its worker is gone");
            scope.AfterCommit(() => RunTelemetry.LeaseExpired(claim.Step));
            scope.Wake();
            if (expiries < MaximumExpiries) await scope.HonourCancelAsync(run).ConfigureAwait(false);
            else await FailQueuedAsync(scope, run, claim, $"{expiries} workers died while they worked on it").ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private Task<bool> EndWaitAsync(StepClaim claim, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            int ended = await scope.ExecuteAsync(
                "UPDATE step SET not_before = NULL WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Waiting' AND not_before <= @now",
                new { claim.RunId, claim.Step, claim.Fence, now = scope.Now }).ConfigureAwait(false);
            if (ended == 0) return false;
            await scope.QueueReadyAsync(run).ConfigureAwait(false);
            await scope.SettleAsync(run).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private Task<bool> FailUnbegunAsync(StepClaim claim, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            (string Queue, long Timeout)? overdue = await scope.FirstAsync<(string, long)?>(
                "SELECT queue, start_timeout FROM step WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Queued' AND start_by < @now",
                new { claim.RunId, claim.Step, claim.Fence, now = scope.Now }).ConfigureAwait(false);
            if (overdue is not { } step) return false;
            string reason = string.Create(
                CultureInfo.InvariantCulture, $"no worker began it within {step.Timeout / 1000.0:0.#} s: none that serves queue '{step.Queue}' had a free slot");
            await FailQueuedAsync(scope, run, claim, reason).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static async Task FailQueuedAsync(WriteScope scope, LockedRun run, StepClaim claim, string reason)
    {
        await scope.ExecuteAsync(
            "UPDATE step SET state = 'Failed', reason = @reason, ended_at = @now WHERE run_id = @RunId AND name = @Step",
            new { claim.RunId, claim.Step, reason, now = scope.Now }).ConfigureAwait(false);
        run.Record(claim, nameof(StepState.Failed), reason);
        await scope.StopAfterFailureAsync(run, claim.Step, reason).ConfigureAwait(false);
    }

    private sealed record DueStep
    {
        public string RunId { get; init; } = string.Empty;

        public string Step { get; init; } = string.Empty;

        public long Fence { get; init; }

        public string Due { get; init; } = string.Empty;
    }
}
