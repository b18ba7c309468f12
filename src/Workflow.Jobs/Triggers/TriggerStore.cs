using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Triggers;

/// <summary>Keeps the triggers of pipelines.yaml where transactions can see them.</summary>
public sealed class TriggerStore(IDatabase database)
{
    /// <summary>Every trigger, by pipeline and name.</summary>
    public Task<IReadOnlyList<TriggerRecord>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<TriggerRow> rows = await connection.QueryAsync<TriggerRow>(new CommandDefinition(
                $"{TriggerRow.Columns} ORDER BY pipeline, name", cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<TriggerRecord>)[.. rows.Select(row => row.ToRecord())];
        },
        cancellationToken);

    /// <summary>Makes the table say what pipelines.yaml says.</summary>
    internal static async Task ReconcileAsync(WriteScope scope, IReadOnlyList<PipelineConfig> all)
    {
        List<TriggerRow> old = (await scope.QueryAsync<TriggerRow>($"{TriggerRow.Columns} WHERE project = @project", new { project = Projects.Default }).ConfigureAwait(false)).AsList();
        foreach (TriggerRow gone in old.Where(row => !all.Any(pipeline => pipeline.Name == row.Pipeline && pipeline.Triggers.Any(trigger => trigger.Name == row.Name))))
        {
            await scope.ExecuteAsync(
                "DELETE FROM run_trigger WHERE project = @project AND pipeline = @Pipeline AND name = @Name",
                new { project = Projects.Default, gone.Pipeline, gone.Name }).ConfigureAwait(false);
        }

        foreach ((PipelineConfig pipeline, TriggerDefinition trigger) in all.SelectMany(pipeline => pipeline.Triggers.Select(trigger => (pipeline, trigger))))
        {
            await scope.ExecuteAsync(
                """
                INSERT INTO run_trigger (project, pipeline, name, after_pipeline, arriving_file, settings, created_at)
                VALUES (@project, @pipeline, @Name, @after, @file, @settings, @Now)
                ON CONFLICT (project, pipeline, name) DO UPDATE SET
                    after_pipeline = excluded.after_pipeline, arriving_file = excluded.arriving_file, settings = excluded.settings
                """,
                new
                {
                    project = Projects.Default,
                    pipeline = pipeline.Name,
                    trigger.Name,
                    after = trigger.Pipeline,
                    file = trigger.File,
                    settings = JobsJson.Write(trigger.Settings),
                    scope.Now,
                }).ConfigureAwait(false);
        }
    }
}
