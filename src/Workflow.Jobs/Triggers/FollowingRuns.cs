using System.Data.Common;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Triggers;

/// <summary>
/// Asks for the runs that follow a run's success, in the transaction of its end. A run that is resumed and succeeds once more has its
/// followers already.
/// </summary>
public sealed class FollowingRuns(IDatabase database) : IRunEndEffect
{
    /// <inheritdoc/>
    public async Task ApplyAsync(EndedRun run, DbTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.State != RunState.Succeeded) return;
        var scope = new WriteScope(database, transaction, run.At.ToUnixTimeMilliseconds(), [], cancellationToken);
        IEnumerable<TriggerRow> triggers = await scope.QueryAsync<TriggerRow>(
            $"{TriggerRow.Columns} WHERE project = @Project AND after_pipeline = @Pipeline ORDER BY pipeline, name", new { run.Project, run.Pipeline }).ConfigureAwait(false);
        foreach (TriggerRecord trigger in triggers.Select(row => row.ToRecord()))
        {
            var cause = new RunCause(RunCauseKind.Run, $"success of {run.Pipeline}", run.Id);
            await scope.AskAsync(new NewRequest(trigger.Pipeline, cause, $"run:{trigger}:{run.Id}") { Settings = trigger.Settings }).ConfigureAwait(false);
        }

        if (scope.IsUrgent) await database.NotifyAsync(transaction, cancellationToken).ConfigureAwait(false);
    }
}
