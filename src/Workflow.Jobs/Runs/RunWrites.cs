using System.Globalization;
using Dapper;
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

    /// <summary>Holds a run until the transaction ends; null where there is none.</summary>
    public static Task<LockedRun?> LockRunAsync(this WriteScope scope, string runId) =>
        scope.FirstAsync<LockedRun>($"SELECT {LockedColumns} FROM run r WHERE r.id = @runId {scope.ForUpdate}", new { runId });

    /// <summary>Writes what has happened to a run.</summary>
    public static async Task SaveAsync(this WriteScope scope, LockedRun run)
    {
        const string Run = """
            UPDATE run SET state = @State, reason = @Reason, cancel_requested = @CancelRequested, next_event = @NextEvent,
                           started_at = @StartedAt, ended_at = @EndedAt
            WHERE id = @Id
            """;
        var parameters = new DynamicParameters(new { run.Id, run.State, run.Reason, run.CancelRequested, run.NextEvent, run.StartedAt, run.EndedAt, now = scope.Now });
        var rows = new List<string>();
        for (int i = 0; i < run.Events.Count; i++)
        {
            LockedRun.RunEvent happened = run.Events[i];
            string n = i.ToString(CultureInfo.InvariantCulture);
            rows.Add($"(@Id, @sequence{n}, @step{n}, @fence{n}, @kind{n}, @message{n}, @now)");
            parameters.Add($"sequence{n}", happened.Sequence);
            parameters.Add($"step{n}", happened.Step);
            parameters.Add($"fence{n}", happened.Fence);
            parameters.Add($"kind{n}", happened.Kind);
            parameters.Add($"message{n}", happened.Message);
        }

        // Both at once: a round trip to the database costs more than the work that it does.
        string events = rows.Count == 0 ? string.Empty : $"; INSERT INTO step_event (run_id, sequence, step, fence, kind, message, at) VALUES {string.Join(", ", rows)}";
        await scope.ExecuteAsync(Run + events, parameters).ConfigureAwait(false);
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
        if (run.IsOver) return;
        List<string> states = (await scope.QueryAsync<string>("SELECT DISTINCT state FROM step WHERE run_id = @Id", new { run.Id }).ConfigureAwait(false)).AsList();
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
        run.Record(string.Empty, 0, end.ToString(), null);
        var ended = new EndedRun(run.Id, run.Project, run.Pipeline, end, run.Reason, DateTimeOffset.FromUnixTimeMilliseconds(scope.Now));
        DateTimeOffset? startedAt = run.StartedAt is { } started ? DateTimeOffset.FromUnixTimeMilliseconds(started) : null;
        await scope.EndAsync(ended).ConfigureAwait(false);
        scope.AfterCommit(() => RunTelemetry.Ended(ended, startedAt));
    }
}
