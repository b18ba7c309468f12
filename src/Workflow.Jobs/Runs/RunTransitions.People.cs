
namespace Workflow.Jobs.Runs;

/// <content>What people do: cancel, approve, resume.</content>
public sealed partial class RunTransitions
{
    /// <summary>Asks for the end of a run. Steps that have not begun are cancelled at once, steps that run stop by themselves.</summary>
    /// <returns>False where the run is over already, or is being stopped.</returns>
    public Task<bool> RequestCancelAsync(string runId, string reason, CancellationToken cancellationToken) => ChangeAsync(
        runId,
        async (scope, run) =>
        {
            if (run.IsOver || run.CancelRequested != 0) return false;
            string words = StorableText.Of(reason);
            (run.CancelRequested, run.Reason) = (1, words);
            await scope.EndUnbegunAsync(runId, StepState.Cancelled, words).ConfigureAwait(false);
            run.Record(string.Empty, 0, "cancel-requested", words);
            await scope.SettleAsync(run).ConfigureAwait(false);
            scope.Wake();
            return true;
        },
        cancellationToken);

    /// <summary>Agrees to a step that needs a person's agreement.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="step">The step.</param>
    /// <param name="by">Who agrees.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>False where nobody waits for an agreement.</returns>
    public Task<bool> ApproveAsync(string runId, string step, string by, CancellationToken cancellationToken) => ChangeAsync(
        runId,
        async (scope, run) =>
        {
            int approved = await scope.ExecuteAsync(
                "UPDATE step SET approval = 2, reason = NULL WHERE run_id = @runId AND name = @step AND state = 'Waiting' AND approval = 1",
                new { runId, step }).ConfigureAwait(false);
            if (approved == 0) return false;
            run.Record(step, 0, "approved", StorableText.Of(by));
            await scope.QueueReadyAsync(run).ConfigureAwait(false);
            await scope.SettleAsync(run).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Takes up a run that is over: what did not succeed is done again on the same definition and inputs; what succeeded stays. With
    /// <paramref name="from"/> that step and everything behind it are done again too, whatever an earlier result says.
    /// </summary>
    /// <returns>False where the run is not over, or nothing is left to do.</returns>
    public Task<bool> ResumeAsync(string runId, string? from, string by, CancellationToken cancellationToken) => ChangeAsync(
        runId,
        async (scope, run) =>
        {
            if (!run.IsOver) return false;
            int again = await scope.ExecuteAsync(
                $"""
                {(from is null ? string.Empty : BehindStep)}
                UPDATE step
                SET state = 'Waiting', attempt = 1, expiries = 0, outputs = NULL, reason = NULL, started_at = NULL, ended_at = NULL, queued_at = NULL,
                    not_before = NULL, redo = @redo, approval = CASE approval WHEN 2 THEN 1 ELSE approval END
                WHERE run_id = @runId AND (state IN ('Failed', 'Cancelled', 'Skipped') {(from is null ? string.Empty : "OR name IN (SELECT name FROM behind)")})
                """,
                new { runId, from, redo = from is null ? 0L : 1L }).ConfigureAwait(false);
            if (again == 0) return false;
            await scope.ExecuteAsync(
                """
                UPDATE step
                SET waiting_for = (
                    SELECT COUNT(*) FROM step_dependency d JOIN step p ON p.run_id = d.run_id AND p.name = d.depends_on
                    WHERE d.run_id = step.run_id AND d.step = step.name AND p.state NOT IN ('Succeeded', 'Reused'))
                WHERE run_id = @runId AND state = 'Waiting'
                """,
                new { runId }).ConfigureAwait(false);
            (run.State, run.Reason, run.CancelRequested, run.EndedAt) = (nameof(RunState.Running), null, 0, null);
            run.Record(from ?? string.Empty, 0, "resumed", StorableText.Of(by));
            await scope.QueueReadyAsync(run).ConfigureAwait(false);
            await scope.SettleAsync(run).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private const string BehindStep = """
        WITH RECURSIVE behind (name) AS (
            SELECT CAST(@from AS TEXT)
            UNION
            SELECT d.step FROM step_dependency d JOIN behind b ON d.depends_on = b.name WHERE d.run_id = @runId)
        """;
}
