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

    /// <summary>Why the schedules are not those of the file as it was when it was last read; null where they are.</summary>
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

    /// <summary>Reads the file once. The schedules are those of this file from then on.</summary>
    /// <returns>False where it cannot be used: nothing has changed, and <see cref="Problem"/> says why.</returns>
    public Task<bool> ReconcileAsync(string pipelinesPath, CancellationToken cancellationToken) => ReconcileAsync(pipelinesPath, mayReplace: true, cancellationToken);

    /// <summary>Reads the file once, where the schedules are those of this very file, or of none yet: a look with another file must remove none.</summary>
    /// <returns>False where nothing was taken up: <see cref="Problem"/> says why.</returns>
    public Task<bool> TakeUpAsync(string pipelinesPath, CancellationToken cancellationToken) => ReconcileAsync(pipelinesPath, mayReplace: false, cancellationToken);

    private async Task<bool> ReconcileAsync(string pipelinesPath, bool mayReplace, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(pipelinesPath);
        IReadOnlyList<PipelineConfig> all;
        try
        {
            all = PipelinesFile.Open(pipelinesPath).ReadAll();
        }
        catch (WorkflowException broken)
        {
            Problem = $"pipelines.yaml cannot be used, and the schedules are those of the last good one: {broken.Message}";
            _log.FileUnusable(pipelinesPath, broken.Message);
            return false;
        }

        (string file, int added, int edited, int removed) = await WriteScope.RunAsync(
            _database, _time, scope => ReconcileAsync(scope, path, mayReplace, all), cancellationToken).ConfigureAwait(false);
        Problem = file == path ? null : $"the schedules are those of {file}; `./workflow up --file {path}` replaces them by those of {path}";
        if (file != path) return false;
        if (added + edited + removed == 0) return true;
        _log.Reconciled(pipelinesPath, added, edited, removed);
        _signal.Pulse();
        return true;
    }

    private static async Task<(string File, int Added, int Edited, int Removed)> ReconcileAsync(
        WriteScope scope, string path, bool mayReplace, IReadOnlyList<PipelineConfig> all)
    {
        await scope.LockAsync(ScheduleWrites.ListLock).ConfigureAwait(false);
        string? file = await scope.FirstAsync<string>("SELECT path FROM schedule_file WHERE project = @project", new { project = Projects.Default }).ConfigureAwait(false);
        if (file is not null && file != path && !mayReplace) return (file, 0, 0, 0);
        if (file != path)
        {
            await scope.ExecuteAsync(
                "INSERT INTO schedule_file (project, path) VALUES (@project, @path) ON CONFLICT (project) DO UPDATE SET path = excluded.path",
                new { project = Projects.Default, path }).ConfigureAwait(false);
        }

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
        return (path, added, edited, removed);
    }
}
