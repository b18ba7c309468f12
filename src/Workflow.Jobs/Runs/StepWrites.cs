using System.Globalization;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Runs;

/// <summary>What transitions write about steps.</summary>
internal static class StepWrites
{
    private const string WaitsForApproval = "waits for approval";

    /// <summary>The steps of a new run: those that need no other are ready.</summary>
    public static async Task InsertStepsAsync(this WriteScope scope, string runId, PipelineDefinition definition)
    {
        var parameters = new DynamicParameters(new { runId });
        var rows = new List<string>();
        foreach ((int position, StepDefinition step) in definition.Steps.Index())
        {
            string n = position.ToString(CultureInfo.InvariantCulture);
            rows.Add($"(@runId, @name{n}, {n}, 'Waiting', @waitingFor{n}, @queue{n}, @priority{n}, @attempts{n}, @startTimeout{n}, @approval{n}, @limited{n})");
            parameters.Add($"name{n}", step.Name);
            parameters.Add($"waitingFor{n}", (long)step.DependsOn.Count);
            parameters.Add($"queue{n}", step.Queue);
            parameters.Add($"priority{n}", (long)(definition.Priority + step.Priority));
            parameters.Add($"attempts{n}", (long)step.Retry.Attempts);
            parameters.Add($"startTimeout{n}", (long?)step.Timeout.Start?.TotalMilliseconds);
            parameters.Add($"approval{n}", step.NeedsApproval ? 1L : 0L);
            parameters.Add($"limited{n}", step.Limits.Count > 0 ? 1L : 0L);
        }

        await scope.ExecuteAsync(
            $"""
            INSERT INTO step (run_id, name, position, state, waiting_for, queue, priority, attempts, start_timeout, approval, limited)
            VALUES {string.Join(", ", rows)}
            """,
            parameters).ConfigureAwait(false);
        foreach ((string step, string dependsOn) in definition.Steps.SelectMany(step => step.DependsOn.Select(needed => (step.Name, needed))))
        {
            await scope.ExecuteAsync(
                "INSERT INTO step_dependency (run_id, step, depends_on) VALUES (@runId, @step, @dependsOn)", new { runId, step, dependsOn }).ConfigureAwait(false);
        }

        foreach ((string step, ConcurrencyLimit limit) in definition.Steps.SelectMany(step => step.Limits.Select(limit => (step.Name, limit))))
        {
            await scope.ExecuteAsync(
                "INSERT INTO step_limit (run_id, step, limit_key, maximum) VALUES (@runId, @step, @Key, @maximum)",
                new { runId, step, limit.Key, maximum = (long)limit.Maximum }).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a running step.</summary>
    /// <returns>The queue that it came from; null where the claim is stale.</returns>
    public static async Task<string?> EndStepAsync(this WriteScope scope, LockedRun run, StepClaim claim, StepState state, string? reason, StepOutputs? outputs, string? fingerprint)
    {
        EndedStep? ended = await scope.FirstAsync<EndedStep>(
            """
            UPDATE step SET state = @state, reason = @reason, outputs = @outputs, fingerprint = COALESCE(@fingerprint, fingerprint), ended_at = @now, worker = NULL, lease_until = NULL, progress = NULL
            WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running'
            RETURNING queue AS Queue, limited AS Limited
            """,
            new
            {
                claim.RunId,
                claim.Step,
                claim.Fence,
                state = state.ToString(),
                reason,
                outputs = outputs is null ? null : JobsJson.Write(outputs),
                fingerprint,
                now = scope.Now,
            }).ConfigureAwait(false);
        if (ended is null) return null;
        if (ended.Limited != 0) await scope.LetGoAsync(claim).ConfigureAwait(false);
        run.Record(claim, state.ToString(), reason);
        return ended.Queue;
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

    /// <summary>Counts a step that has succeeded off those that wait for it, and queues those that wait for nothing else.</summary>
    /// <param name="scope">The transaction.</param>
    /// <param name="run">The run.</param>
    /// <param name="claim">The claim under which it succeeded.</param>
    /// <param name="queue">The queue that it came from: whoever did it takes a single step of the same queue itself.</param>
    /// <returns>Whether any step became ready.</returns>
    public static async Task<bool> QueueDependentsAsync(this WriteScope scope, LockedRun run, StepClaim claim, string queue)
    {
        int dependents = await scope.ExecuteAsync(
            """
            UPDATE step SET waiting_for = waiting_for - 1
            WHERE run_id = @RunId AND name IN (SELECT step FROM step_dependency WHERE run_id = @RunId AND depends_on = @Step)
            """,
            claim).ConfigureAwait(false);
        return dependents > 0 && await scope.QueueReadyAsync(run, queue).ConfigureAwait(false);
    }

    /// <summary>Queues what waits neither for steps nor for time; what needs a person's agreement says so. Nothing where the run is being stopped.</summary>
    /// <param name="scope">The transaction.</param>
    /// <param name="run">The run.</param>
    /// <param name="ownQueue">The queue of the worker that asks; null where none does.</param>
    /// <returns>Whether any step became ready.</returns>
    public static async Task<bool> QueueReadyAsync(this WriteScope scope, LockedRun run, string? ownQueue = null)
    {
        if (run.CancelRequested != 0) return false;
        List<ReadyStep> ready = (await scope.QueryAsync<ReadyStep>(
            $"""
            UPDATE step
            SET state = CASE approval WHEN 1 THEN 'Waiting' ELSE 'Queued' END, queued_at = @now, start_by = @now + start_timeout,
                reason = CASE approval WHEN 1 THEN '{WaitsForApproval}' ELSE NULL END
            WHERE run_id = @Id AND state = 'Waiting' AND waiting_for = 0 AND not_before IS NULL AND (reason IS NULL OR reason <> '{WaitsForApproval}' OR approval <> 1)
            RETURNING name AS Name, queue AS Queue, state AS State
            """,
            new { run.Id, now = scope.Now }).ConfigureAwait(false)).AsList();
        foreach (ReadyStep waiting in ready.Where(step => step.State == nameof(StepState.Waiting))) run.Record(waiting.Name, 0, "approval-needed", null);
        List<ReadyStep> queued = ready.FindAll(step => step.State == nameof(StepState.Queued));

        // Telling other processes makes every commit wait for the others: not for what the asking worker takes itself in a moment.
        if (queued.Count > 1 || queued.Exists(step => step.Queue != ownQueue)) scope.Wake();
        return queued.Count > 0;
    }

    /// <summary>Ends every step that has not begun.</summary>
    public static Task EndUnbegunAsync(this WriteScope scope, string runId, StepState state, string reason) => scope.ExecuteAsync(
        "UPDATE step SET state = @state, reason = @reason, ended_at = @now, not_before = NULL WHERE run_id = @runId AND state IN ('Waiting', 'Queued')",
        new { runId, state = state.ToString(), reason, now = scope.Now });

    private sealed record EndedStep
    {
        public string Queue { get; init; } = string.Empty;

        public long Limited { get; init; }
    }

    private sealed record ReadyStep
    {
        public string Name { get; init; } = string.Empty;

        public string Queue { get; init; } = string.Empty;

        public string State { get; init; } = string.Empty;
    }
}
