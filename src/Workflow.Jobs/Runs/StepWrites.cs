using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Runs;

/// <summary>What transitions write about steps.</summary>
internal static class StepWrites
{
    private const string WaitsForApproval = "waits for approval";

    /// <summary>The steps of a new run.</summary>
    public static void InsertSteps(this StatementBatch batch, string runId, PipelineDefinition definition)
    {
        foreach ((int position, StepDefinition step) in definition.Steps.Index())
        {
            batch.Add($"""
                INSERT INTO step (run_id, name, position, state, waiting_for, queue, priority, attempts, start_timeout, approval, limited)
                VALUES ({runId}, {step.Name}, {(long)position}, 'Waiting', {(long)step.DependsOn.Count}, {step.Queue}, {(long)(definition.Priority + step.Priority)},
                        {(long)step.Retry.Attempts}, {(long?)step.Timeout.Start?.TotalMilliseconds}, {(step.NeedsApproval ? 1L : 0L)}, {(step.Limits.Count > 0 ? 1L : 0L)})
                """);
        }

        foreach (StepDefinition step in definition.Steps)
        {
            foreach (string needed in step.DependsOn) batch.Add($"INSERT INTO step_dependency (run_id, step, depends_on) VALUES ({runId}, {step.Name}, {needed})");
            foreach (ConcurrencyLimit limit in step.Limits)
            {
                batch.Add($"INSERT INTO step_limit (run_id, step, limit_key, maximum) VALUES ({runId}, {step.Name}, {limit.Key}, {(long)limit.Maximum})");
            }
        }
    }

    /// <summary>
    /// Ends a running step with success, counts it off those that wait for it, and queues those that wait for nothing else: one round trip, since
    /// this is what workers do most.
    /// </summary>
    /// <returns>The run, held until the transaction ends, and what its steps have become; null where the claim is stale: then the transaction
    /// must not be committed.</returns>
    public static async Task<SucceededStep?> SucceedStepAsync(this WriteScope scope, StepClaim claim, StepCompletion completion)
    {
        string state = (completion.IsReused ? StepState.Reused : StepState.Succeeded).ToString();
        string? message = StorableText.Of(completion.Message);
        var batch = new StatementBatch();
        batch.Lock(claim.RunId, scope.ForUpdate);
        batch.End(claim, state, message, completion.Outputs, completion.Fingerprint, completion.Progress, scope.Now);
        batch.Add($"""
            UPDATE step SET waiting_for = waiting_for - 1
            WHERE run_id = {claim.RunId} AND name IN (SELECT step FROM step_dependency WHERE run_id = {claim.RunId} AND depends_on = {claim.Step})
            """);
        batch.QueueReady(claim.RunId, scope.Now);
        batch.ReadStates(claim.RunId);
        SqlMapper.GridReader results = await scope.QueryAsync(batch).ConfigureAwait(false);
        await using (results.ConfigureAwait(false))
        {
            LockedRun? run = await results.ReadFirstOrDefaultAsync<LockedRun>().ConfigureAwait(false);
            EndedStep? ended = await results.ReadFirstOrDefaultAsync<EndedStep>().ConfigureAwait(false);
            List<ReadyStep> ready = (await results.ReadAsync<ReadyStep>().ConfigureAwait(false)).AsList();
            List<string> states = (await results.ReadAsync<string>().ConfigureAwait(false)).AsList();
            if (run is null || ended is null) return null;
            run.Record(claim, state, message);
            return new SucceededStep(run, ended, ready, states);
        }
    }

    /// <summary>Ends a running step without success.</summary>
    /// <returns>False where the claim is stale.</returns>
    public static async Task<bool> EndStepAsync(this WriteScope scope, LockedRun run, StepClaim claim, StepState state, string? reason, StepFailure? failure)
    {
        var batch = new StatementBatch();
        batch.End(claim, state.ToString(), reason, failure?.Evidence, failure?.Fingerprint, failure?.Progress, scope.Now);
        EndedStep? ended = await scope.FirstAsync<EndedStep>(batch).ConfigureAwait(false);
        if (ended is null) return false;
        if (ended.Limited != 0) await scope.LetGoAsync(claim).ConfigureAwait(false);
        run.Record(claim, state.ToString(), reason);
        return true;
    }

    /// <summary>Lets others have what a step that no longer runs has held.</summary>
    public static Task LetGoAsync(this WriteScope scope, StepClaim claim) =>
        scope.ExecuteAsync("DELETE FROM step_hold WHERE run_id = @RunId AND step = @Step", claim);

    /// <summary>Keeps what a step has made for whoever asks for the same again.</summary>
    public static Task RememberAsync(this WriteScope scope, StepClaim claim, StepCompletion completion) => scope.ExecuteAsync(
        """
        INSERT INTO step_cache (cache_key, step, outputs, run_id, created_at) VALUES (@key, @Step, @outputs, @RunId, @now)
        ON CONFLICT (cache_key) DO UPDATE SET outputs = excluded.outputs, run_id = excluded.run_id, created_at = excluded.created_at
        """,
        new { key = completion.CacheKey, claim.Step, claim.RunId, outputs = JobsJson.Write(completion.Outputs), now = scope.Now });

    /// <summary>Queues what waits neither for steps nor for time; what needs a person's agreement says so. Nothing where the run is being stopped.</summary>
    public static async Task QueueReadyAsync(this WriteScope scope, LockedRun run)
    {
        // The run's row may say otherwise: what has been changed of it is written at the end.
        if (run.CancelRequested != 0) return;
        var batch = new StatementBatch();
        batch.AddQueueReady(run.Id, scope.Now, "TRUE");
        scope.RecordReady(run, (await scope.QueryAsync<ReadyStep>(batch).ConfigureAwait(false)).AsList(), null);
    }

    /// <summary>The same, as the run's row says whether it is being stopped; returns <see cref="ReadyStep"/>s.</summary>
    public static void QueueReady(this StatementBatch batch, string runId, long now) =>
        batch.AddQueueReady(runId, now, "(SELECT r.cancel_requested FROM run r WHERE r.id = step.run_id) = 0");

    /// <summary>Records what became ready, and wakes workers that may not hear of it otherwise.</summary>
    /// <param name="scope">The transaction.</param>
    /// <param name="run">The run.</param>
    /// <param name="ready">What became ready.</param>
    /// <param name="ownQueue">The queue of the worker that asks, which takes a single step of it itself; null where none does.</param>
    /// <returns>Whether any step was queued.</returns>
    public static bool RecordReady(this WriteScope scope, LockedRun run, IReadOnlyList<ReadyStep> ready, string? ownQueue)
    {
        foreach (ReadyStep waiting in ready.Where(step => step.State == nameof(StepState.Waiting))) run.Record(waiting.Name, 0, "approval-needed", null);
        ReadyStep[] queued = [.. ready.Where(step => step.State == nameof(StepState.Queued))];

        // Telling other processes makes every commit wait for the others: not for what the asking worker takes itself in a moment.
        if (queued.Length > 1 || queued.Any(step => step.Queue != ownQueue)) scope.Wake();
        return queued.Length > 0;
    }

    /// <summary>Ends every step that has not begun.</summary>
    public static Task EndUnbegunAsync(this WriteScope scope, string runId, StepState state, string reason) => scope.ExecuteAsync(
        "UPDATE step SET state = @state, reason = @reason, ended_at = @now, not_before = NULL WHERE run_id = @runId AND state IN ('Waiting', 'Queued')",
        new { runId, state = state.ToString(), reason, now = scope.Now });

    private static void End(
        this StatementBatch batch, StepClaim claim, string state, string? reason, StepOutputs? outputs, string? fingerprint, StepProgress? progress, long now) => batch.Add($"""
        UPDATE step SET state = {state}, reason = {reason}, outputs = {(outputs is null ? null : JobsJson.Write(outputs))}, fingerprint = COALESCE({fingerprint}, fingerprint),
                        progress = COALESCE({(progress is null ? null : JobsJson.Write(progress))}, progress), ended_at = {now}, worker = NULL, lease_until = NULL
        WHERE run_id = {claim.RunId} AND name = {claim.Step} AND fence = {claim.Fence} AND state = 'Running'
        RETURNING queue AS Queue, limited AS Limited
        """);

    private static void AddQueueReady(this StatementBatch batch, string runId, long now, string condition) => batch.Add($"""
        UPDATE step
        SET state = CASE approval WHEN 1 THEN 'Waiting' ELSE 'Queued' END, queued_at = {now}, start_by = {now} + start_timeout,
            reason = CASE approval WHEN 1 THEN {WaitsForApproval} ELSE NULL END
        WHERE run_id = {runId} AND state = 'Waiting' AND waiting_for = 0 AND not_before IS NULL
          AND (reason IS NULL OR reason <> {WaitsForApproval} OR approval <> 1) AND {new StatementBatch.Sql(condition)}
        RETURNING name AS Name, queue AS Queue, state AS State
        """);
}
