namespace Workflow.Jobs.Runs;

/// <summary>The history of a run.</summary>
internal static class EventWrites
{
    /// <summary>Records what has happened to a step.</summary>
    public static Task AddEventAsync(this WriteScope scope, StepClaim claim, string kind, string? message) =>
        scope.AddEventAsync(claim.RunId, claim.Step, claim.Fence, kind, message);

    /// <summary>Records what has happened. The counter in the run's row orders the events and locks the run against a second writer.</summary>
    public static async Task AddEventAsync(this WriteScope scope, string runId, string step, long fence, string kind, string? message)
    {
        long sequence = await scope.ScalarAsync<long>(
            "UPDATE run SET next_event = next_event + 1 WHERE id = @runId RETURNING next_event - 1", new { runId }).ConfigureAwait(false);
        await scope.ExecuteAsync(
            "INSERT INTO step_event (run_id, sequence, step, fence, kind, message, at) VALUES (@runId, @sequence, @step, @fence, @kind, @message, @now)",
            new { runId, sequence, step, fence, kind, message, now = scope.Now }).ConfigureAwait(false);
    }
}
