using Microsoft.Extensions.Logging;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Triggers;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Schedules;

/// <summary>
/// Makes the tables of schedules and triggers say what pipelines.yaml says, at the start and whenever it changes. A schedule that has not
/// changed keeps its next tick: one that came while the program was down is missed, and follows the schedule's policy.
/// </summary>
public sealed class ScheduleReconciler
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly RunSignal _signal;
    private readonly ILogger<ScheduleReconciler> _log;

    /// <summary>Creates a reconciler.</summary>
    public ScheduleReconciler(IDatabase database, TimeProvider time, RunSignal signal, ILogger<ScheduleReconciler> log)
    {
        _database = database;
        _time = time;
        _signal = signal;
        _log = log;
    }

    /// <summary>Why the file could not be used when it was last read; null where it could. The schedules are those of the last good file.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the file now and at every change until it is told to stop.</summary>
    public async Task RunAsync(string pipelinesPath, CancellationToken stop)
    {
        FileStamp? done = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var now = FileStamp.Of(pipelinesPath);
                if (now != done) await ReconcileAsync(pipelinesPath, stop).ConfigureAwait(false);
                done = now;
            }
            catch (StorageException away) when (away.IsRetryable)
            {
                _log.DatabaseAway(away);
            }

            await Task.Delay(Interval, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the file once.</summary>
    /// <returns>False where it cannot be used: nothing has changed, and <see cref="Problem"/> says why.</returns>
    public async Task<bool> ReconcileAsync(string pipelinesPath, CancellationToken cancellationToken)
    {
        IReadOnlyList<PipelineConfig> all;
        try
        {
            all = PipelinesFile.Open(pipelinesPath).ReadAll();
        }
        catch (WorkflowException broken)
        {
            Problem = broken.Message;
            _log.FileUnusable(pipelinesPath, broken.Message);
            return false;
        }

        (int added, int edited, int removed) = await WriteScope.RunAsync(_database, _time, scope => ReconcileAsync(scope, all), cancellationToken).ConfigureAwait(false);
        Problem = null;
        if (added + edited + removed == 0) return true;
        _log.Reconciled(pipelinesPath, added, edited, removed);
        _signal.Pulse();
        return true;
    }

    private static async Task<(int Added, int Edited, int Removed)> ReconcileAsync(WriteScope scope, IReadOnlyList<PipelineConfig> all)
    {
        await scope.LockAsync(ScheduleWrites.ListLock).ConfigureAwait(false);
        List<ScheduleRecord> old = [.. (await scope.QueryAsync<ScheduleRow>(
            $"{ScheduleRow.Columns} WHERE project = @project ORDER BY id {scope.ForUpdate}", new { project = Projects.Default }).ConfigureAwait(false)).Select(row => row.ToRecord())];
        (int added, int edited, int removed) = (0, 0, 0);
        foreach ((PipelineConfig pipeline, ScheduleDefinition definition) in all.SelectMany(pipeline => pipeline.Schedules.Select(schedule => (pipeline, schedule))))
        {
            ScheduleRecord? known = old.Find(schedule => schedule.Pipeline == pipeline.Name && schedule.Definition.Name == definition.Name);
            if (known is null)
            {
                ScheduleRecord made = ScheduleWrites.New(pipeline.Name, definition, ScheduleOrigin.Yaml, scope.Now);
                await scope.InsertAsync(made).ConfigureAwait(false);
                await scope.RecordAsync(made.Id, "created", "by pipelines.yaml").ConfigureAwait(false);
                added++;
                continue;
            }

            old.Remove(known);
            if (known.Origin == ScheduleOrigin.Yaml && JobsJson.Write(known.Definition) == JobsJson.Write(definition)) continue;
            ScheduleRecord settled = await scope.SettleAsync(known).ConfigureAwait(false);
            await scope.SaveAsync(known, settled.Edited(definition, ScheduleOrigin.Yaml, scope.Now)).ConfigureAwait(false);
            await scope.RecordAsync(known.Id, "edited", "by pipelines.yaml").ConfigureAwait(false);
            edited++;
        }

        foreach (ScheduleRecord gone in old.Where(schedule => schedule.Origin == ScheduleOrigin.Yaml))
        {
            await scope.DeleteAsync(gone, "its schedule was removed from pipelines.yaml").ConfigureAwait(false);
            removed++;
        }

        await TriggerStore.ReconcileAsync(scope, all).ConfigureAwait(false);
        if (added + edited + removed > 0) scope.Wake();
        return (added, edited, removed);
    }
}
