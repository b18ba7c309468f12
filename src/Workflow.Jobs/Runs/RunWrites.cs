using Workflow.Jobs.Telemetry;

namespace Workflow.Jobs.Runs;

/// <summary>What transitions write about whole runs.</summary>
internal static class RunWrites
{
    /// <summary>The columns of a <see cref="LockedRun"/>.</summary>
    public const string LockedColumns = """
        r.id AS Id, r.project AS Project, r.pipeline AS Pipeline, r.state AS State, r.reason AS Reason, r.cancel_requested AS CancelRequested,
        r.next_event AS NextEvent, r.started_at AS StartedAt, r.ended_at AS EndedAt
        """;

    /// <summary>Holds a run until the transaction ends, and reads it as a <see cref="LockedRun"/>.</summary>
    public static StatementBatch Lock(this StatementBatch batch, string runId, string forUpdate) =>
        batch.Add($"SELECT {new StatementBatch.Sql(LockedColumns)} FROM run r WHERE r.id = {runId} {new StatementBatch.Sql(forUpdate)}");

    /// <summary>Holds a run until the transaction ends; null where there is none.</summary>
    public static Task<LockedRun?> LockRunAsync(this WriteScope scope, string runId) => scope.FirstAsync<LockedRun>(new StatementBatch().Lock(runId, scope.ForUpdate));

    /// <summary>Reads the states that steps of a run are in.</summary>
    public static StatementBatch ReadStates(this StatementBatch batch, string runId) => batch.Add($"SELECT DISTINCT state FROM step WHERE run_id = {runId}");

    /// <summary>Writes what has happened to a run.</summary>
    public static Task SaveAsync(this WriteScope scope, LockedRun run)
    {
        var batch = new StatementBatch();
        batch.Save(run, scope.Now);
        return scope.ExecuteAsync(batch);
    }

    /// <summary>Writes what has happened to a run.</summary>
    public static void Save(this StatementBatch batch, LockedRun run, long now)
    {
        batch.Add($"""
            UPDATE run SET state = {run.State}, reason = {run.Reason}, cancel_requested = {run.CancelRequested}, next_event = {run.NextEvent},
                           started_at = {run.StartedAt}, ended_at = {run.EndedAt}
            WHERE id = {run.Id}
            """);
        foreach (LockedRun.RunEvent happened in run.Events)
        {
            batch.Add($"""
                INSERT INTO step_event (run_id, sequence, step, fence, kind, message, at)
                VALUES ({run.Id}, {happened.Sequence}, {happened.Step}, {happened.Fence}, {happened.Kind}, {happened.Message}, {now})
                """);
        }
    }

    /// <summary>Skips what has not begun, and asks the steps that run to stop.</summary>
    public static async Task StopAfterFailureAsync(this WriteScope scope, LockedRun run, string step, string reason)
    {
        if (run.CancelRequested == 0) (run.CancelRequested, run.Reason) = (2, $"{step}: {reason}");
        await scope.EndUnbegunAsync(run.Id, StepState.Skipped, $"{step} failed").ConfigureAwait(false);
        await scope.SettleAsync(run).ConfigureAwait(false);
        scope.Wake();
    }

    /// <summary>A step that went back to the queue of a run that is being stopped must not begin again.</summary>
    public static async Task HonourCancelAsync(this WriteScope scope, LockedRun run)
    {
        if (run.CancelRequested == 0) return;
        await scope.EndUnbegunAsync(run.Id, StepState.Cancelled, run.Reason ?? string.Empty).ConfigureAwait(false);
        await scope.SettleAsync(run).ConfigureAwait(false);
    }

    /// <summary>Gives a run the state that follows from those of its steps, and ends it where nothing is left to do.</summary>
    public static async Task SettleAsync(this WriteScope scope, LockedRun run)
    {
        if (!run.IsOver) await scope.SettleAsync(run, [.. await scope.QueryAsync<string>(new StatementBatch().ReadStates(run.Id)).ConfigureAwait(false)]).ConfigureAwait(false);
    }

    /// <summary>Gives a run the state that follows from those of its steps.</summary>
    public static async Task SettleAsync(this WriteScope scope, LockedRun run, List<string> states)
    {
        if (states.Contains(nameof(StepState.Running)) || states.Contains(nameof(StepState.Queued)))
        {
            run.State = run.StartedAt is null ? nameof(RunState.Queued) : nameof(RunState.Running);
            return;
        }

        if (states.Contains(nameof(StepState.Waiting)))
        {
            run.State = nameof(RunState.Waiting);
            return;
        }

        RunState end = states.Contains(nameof(StepState.Failed)) ? RunState.Failed
            : states.Contains(nameof(StepState.Cancelled)) ? RunState.Cancelled
            : RunState.Succeeded;
        (run.State, run.EndedAt) = (end.ToString(), scope.Now);
        var ended = new EndedRun(run.Id, run.Project, run.Pipeline, end, run.Reason, DateTimeOffset.FromUnixTimeMilliseconds(scope.Now), run.NextEvent);
        run.Record(string.Empty, 0, end.ToString(), null);
        DateTimeOffset? startedAt = run.StartedAt is { } started ? DateTimeOffset.FromUnixTimeMilliseconds(started) : null;
        await scope.EndAsync(ended).ConfigureAwait(false);
        scope.AfterCommit(() => RunTelemetry.Ended(ended, startedAt));
    }
}
