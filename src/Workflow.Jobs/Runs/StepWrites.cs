using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Runs;

/// <summary>What transitions write about steps.</summary>
internal static class StepWrites
{
    /// <summary>The steps of a new run: those that need no other are ready.</summary>
    public static async Task InsertStepsAsync(this WriteScope scope, string runId, IReadOnlyList<StepDefinition> steps)
    {
        for (int position = 0; position < steps.Count; position++)
        {
            StepDefinition step = steps[position];
            bool isReady = step.DependsOn.Count == 0;
            await scope.ExecuteAsync(
                """
                INSERT INTO step (run_id, name, position, state, waiting_for, queued_at)
                VALUES (@runId, @name, @position, @state, @waitingFor, @queuedAt)
                """,
                new
                {
                    runId,
                    name = step.Name,
                    position = (long)position,
                    state = isReady ? nameof(StepState.Queued) : nameof(StepState.Waiting),
                    waitingFor = (long)step.DependsOn.Count,
                    queuedAt = isReady ? scope.Now : (long?)null,
                }).ConfigureAwait(false);
        }

        foreach ((string step, string dependsOn) in steps.SelectMany(step => step.DependsOn.Select(needed => (step.Name, needed))))
        {
            await scope.ExecuteAsync(
                "INSERT INTO step_dependency (run_id, step, depends_on) VALUES (@runId, @step, @dependsOn)", new { runId, step, dependsOn }).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a running step. False where the claim is stale.</summary>
    public static async Task<bool> EndStepAsync(this WriteScope scope, StepClaim claim, StepState state, string? reason, StepOutputs? outputs)
    {
        int ended = await scope.ExecuteAsync(
            """
            UPDATE step SET state = @state, reason = @reason, outputs = @outputs, ended_at = @now, worker = NULL, lease_until = NULL, progress = NULL
            WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running'
            """,
            new
            {
                claim.RunId,
                claim.Step,
                claim.Fence,
                state = state.ToString(),
                reason,
                outputs = outputs is null ? null : JobsJson.Write(outputs),
                now = scope.Now,
            }).ConfigureAwait(false);
        if (ended == 0) return false;
        await scope.AddEventAsync(claim, state.ToString(), reason).ConfigureAwait(false);
        return true;
    }

    /// <summary>Keeps what a step has made for whoever asks for the same again.</summary>
    public static Task RememberAsync(this WriteScope scope, StepClaim claim, StepCompletion completion) => scope.ExecuteAsync(
        """
        INSERT INTO step_cache (cache_key, step, outputs, run_id, created_at) VALUES (@key, @Step, @outputs, @RunId, @now)
        ON CONFLICT (cache_key) DO UPDATE SET outputs = excluded.outputs, run_id = excluded.run_id, created_at = excluded.created_at
        """,
        new { key = completion.CacheKey, claim.Step, claim.RunId, outputs = JobsJson.Write(completion.Outputs), now = scope.Now });

    /// <summary>Queues what waited for a step only, unless the run is being stopped.</summary>
    public static async Task QueueDependentsAsync(this WriteScope scope, StepClaim claim)
    {
        await scope.ExecuteAsync(
            """
            UPDATE step SET waiting_for = waiting_for - 1
            WHERE run_id = @RunId AND name IN (SELECT step FROM step_dependency WHERE run_id = @RunId AND depends_on = @Step)
            """,
            claim).ConfigureAwait(false);
        await scope.ExecuteAsync(
            """
            UPDATE step SET state = 'Queued', queued_at = @now
            WHERE run_id = @RunId AND state = 'Waiting' AND waiting_for = 0
              AND (SELECT cancel_requested FROM run WHERE id = @RunId) = 0
            """,
            new { claim.RunId, now = scope.Now }).ConfigureAwait(false);
    }

    /// <summary>Ends every step that has not begun.</summary>
    public static Task EndUnbegunAsync(this WriteScope scope, string runId, StepState state, string reason) => scope.ExecuteAsync(
        "UPDATE step SET state = @state, reason = @reason, ended_at = @now WHERE run_id = @runId AND state IN ('Waiting', 'Queued')",
        new { runId, state = state.ToString(), reason, now = scope.Now });
}
