using Dapper;

namespace Workflow.Jobs.Runs;

/// <summary>What transitions write about whole runs.</summary>
internal static class RunWrites
{
    /// <summary>Skips what has not begun, and asks the steps that run to stop.</summary>
    public static async Task StopRunAfterFailureAsync(this WriteScope scope, string runId, string step, string reason)
    {
        await scope.ExecuteAsync(
            "UPDATE run SET cancel_requested = 2, reason = @reason WHERE id = @runId AND cancel_requested = 0",
            new { runId, reason = $"{step}: {reason}" }).ConfigureAwait(false);
        await scope.EndUnbegunAsync(runId, StepState.Skipped, $"{step} failed").ConfigureAwait(false);
        await scope.EndRunIfOverAsync(runId).ConfigureAwait(false);
    }

    /// <summary>A step that went back to the queue of a run that is being stopped must not begin again.</summary>
    public static async Task HonourCancelAsync(this WriteScope scope, string runId)
    {
        string? reason = await scope.FirstAsync<string>(
            "SELECT COALESCE(reason, '') FROM run WHERE id = @runId AND cancel_requested <> 0", new { runId }).ConfigureAwait(false);
        if (reason is null) return;
        await scope.EndUnbegunAsync(runId, StepState.Cancelled, reason).ConfigureAwait(false);
        await scope.EndRunIfOverAsync(runId).ConfigureAwait(false);
    }

    /// <summary>Ends a run of which no step waits, is queued or runs.</summary>
    public static async Task EndRunIfOverAsync(this WriteScope scope, string runId)
    {
        List<string> states = (await scope.QueryAsync<string>("SELECT state FROM step WHERE run_id = @runId", new { runId }).ConfigureAwait(false)).AsList();
        if (states.Exists(state => state is nameof(StepState.Waiting) or nameof(StepState.Queued) or nameof(StepState.Running))) return;
        RunState end = states.Contains(nameof(StepState.Failed)) ? RunState.Failed
            : states.Contains(nameof(StepState.Cancelled)) ? RunState.Cancelled
            : RunState.Succeeded;
        await scope.ExecuteAsync(
            "UPDATE run SET state = @state, ended_at = @now WHERE id = @runId AND state IN ('Queued', 'Running')",
            new { runId, state = end.ToString(), now = scope.Now }).ConfigureAwait(false);
        await scope.AddEventAsync(runId, string.Empty, 0, end.ToString(), null).ConfigureAwait(false);
    }
}
