using System.Globalization;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Telemetry;

namespace Workflow.Jobs.Runs;

/// <content>What workers do with their claims: beat, and end them.</content>
public sealed partial class RunTransitions
{
    /// <summary>Says that a worker still works on a step, and how far it has come.</summary>
    public async Task<Heartbeat> HeartbeatAsync(StepClaim claim, TimeSpan lease, StepProgress? progress, CancellationToken cancellationToken)
    {
        long? cancel = await WriteAsync(
            scope => scope.FirstAsync<long?>(
                """
                UPDATE step SET lease_until = @until, progress = COALESCE(@progress, progress)
                WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running'
                RETURNING (SELECT cancel_requested FROM run WHERE id = @RunId)
                """,
                new
                {
                    claim.RunId,
                    claim.Step,
                    claim.Fence,
                    until = scope.Now + (long)lease.TotalMilliseconds,
                    progress = progress is null ? null : JobsJson.Write(progress),
                }),
            _ => progress is not null,
            cancellationToken).ConfigureAwait(false);
        return ToHeartbeat(cancel);
    }

    /// <summary>Looks, without writing, whether a step is still to go on.</summary>
    public async Task<Heartbeat> LookAsync(StepClaim claim, CancellationToken cancellationToken)
    {
        long? cancel = await _database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
                """
                SELECT r.cancel_requested FROM step s JOIN run r ON r.id = s.run_id
                WHERE s.run_id = @RunId AND s.name = @Step AND s.fence = @Fence AND s.state = 'Running'
                """,
                claim,
                cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        return ToHeartbeat(cancel);
    }

    /// <summary>Ends a step with success: outputs, effects and the readiness of the steps behind it become visible together.</summary>
    /// <returns>False where the claim is stale: nothing is written.</returns>
    public async Task<bool> SucceedAsync(StepClaim claim, StepCompletion completion, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(scope => SucceedAsync(scope, claim, completion, cancellationToken), _ => true, cancellationToken).ConfigureAwait(false);
        }
        catch (StaleClaimException)
        {
            return false;
        }
    }

    /// <summary>
    /// Ends an attempt with failure. Where the failure may be repeated and attempts are left, the step waits for the next one; otherwise it
    /// fails for good: steps that have not begun are skipped, steps that run are asked to stop.
    /// </summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> FailAsync(StepClaim claim, StepFailure failure, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            string reason = StorableText.Of(failure.Reason);
            if (run.CancelRequested == 0
                && failure.RetryAfter is { } wait
                && await TryAgainLaterAsync(scope, run, claim, reason, wait).ConfigureAwait(false))
            {
                return true;
            }

            if (!await scope.EndStepAsync(run, claim, StepState.Failed, reason, failure).ConfigureAwait(false)) return false;
            await scope.StopAfterFailureAsync(run, claim.Step, reason).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Ends a step that has stopped because its run is being cancelled.</summary>
    /// <returns>False where the claim is stale, or nobody has asked for the run's end.</returns>
    public Task<bool> EndCancelledAsync(StepClaim claim, string reason, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            if (run.CancelRequested == 0) return false;
            if (!await scope.EndStepAsync(run, claim, StepState.Cancelled, StorableText.Of(reason), null).ConfigureAwait(false)) return false;
            await scope.SettleAsync(run).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Gives a step back: the worker shuts down, and another one, or the same one later, is to begin it again.</summary>
    /// <returns>False where the claim is stale.</returns>
    public Task<bool> ReleaseAsync(StepClaim claim, CancellationToken cancellationToken) => ChangeAsync(
        claim.RunId,
        async (scope, run) =>
        {
            int released = await scope.ExecuteAsync(
                """
                UPDATE step SET state = 'Queued', worker = NULL, lease_until = NULL, progress = NULL, queued_at = @now, start_by = @now + start_timeout
                WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running'
                """,
                new { claim.RunId, claim.Step, claim.Fence, now = scope.Now }).ConfigureAwait(false);
            if (released == 0) return false;
            await scope.LetGoAsync(claim).ConfigureAwait(false);
            run.Record(claim, "released", null);
            scope.Wake();
            await scope.HonourCancelAsync(run).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private static async Task<bool> SucceedAsync(WriteScope scope, StepClaim claim, StepCompletion completion, CancellationToken cancellationToken)
    {
        // Some of it has been written by now: only a rollback takes that away.
        SucceededStep step = await scope.SucceedStepAsync(claim, completion).ConfigureAwait(false) ?? throw new StaleClaimException();
        if (step.Ended.Limited != 0) await scope.LetGoAsync(claim).ConfigureAwait(false);
        foreach (IStepEffect effect in completion.Effects) await effect.ApplyAsync(claim, scope.Transaction, cancellationToken).ConfigureAwait(false);
        if (completion is { CacheKey: not null, IsReused: false }) await scope.RememberAsync(claim, completion).ConfigureAwait(false);
        scope.RecordReady(step.Run, step.Ready, step.Ended.Queue);
        await scope.SettleAsync(step.Run, step.States).ConfigureAwait(false);
        await scope.SaveAsync(step.Run).ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> TryAgainLaterAsync(WriteScope scope, LockedRun run, StepClaim claim, string reason, TimeSpan wait)
    {
        long notBefore = scope.Now + (long)wait.TotalMilliseconds;
        (long Attempt, long Attempts)? failed = await scope.FirstAsync<(long, long)?>(
            """
            UPDATE step SET state = 'Waiting', attempt = attempt + 1, not_before = @notBefore, worker = NULL, lease_until = NULL, progress = NULL, ended_at = @now
            WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running' AND attempt < attempts
            RETURNING attempt - 1, attempts
            """,
            new { claim.RunId, claim.Step, claim.Fence, notBefore, now = scope.Now }).ConfigureAwait(false);
        if (failed is not { } counts) return false;
        string words = string.Create(
            CultureInfo.InvariantCulture, $"attempt {counts.Attempt} of {counts.Attempts} failed, the next one begins in {wait.TotalSeconds:0.#} s: {reason}");
        await scope.ExecuteAsync("UPDATE step SET reason = @words WHERE run_id = @RunId AND name = @Step", new { claim.RunId, claim.Step, words }).ConfigureAwait(false);
        await scope.LetGoAsync(claim).ConfigureAwait(false);
        run.Record(claim, "attempt-failed", words);
        scope.AfterCommit(() => RunTelemetry.Retried(claim.Step));
        await scope.SettleAsync(run).ConfigureAwait(false);
        return true;
    }

    private static Heartbeat ToHeartbeat(long? cancelRequested) => cancelRequested switch
    {
        null => Heartbeat.Lost,
        0 => Heartbeat.Continue,
        _ => Heartbeat.Cancel,
    };

    private sealed class StaleClaimException : Exception;
}
