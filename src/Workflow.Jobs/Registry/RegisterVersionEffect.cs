using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Registry;

/// <summary>Registers a version together with the success of the step that made it. The same file is registered once; one that was removed is there again.</summary>
internal sealed class RegisterVersionEffect(NewVersion version) : IStepEffect
{
    /// <inheritdoc/>
    public Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE model_version
            SET removed_at = NULL, restored_at = (SELECT s.ended_at FROM step s WHERE s.run_id = @RunId AND s.name = @Step)
            WHERE project = (SELECT r.project FROM run r WHERE r.id = @RunId) AND model = @Model AND pipeline_sha256 = @PipelineSha256 AND removed_at IS NOT NULL;
            INSERT INTO model_version (project, model, number, pipeline_sha256, run_id, summary, created_at)
            SELECT r.project, @Model, COALESCE((SELECT MAX(v.number) FROM model_version v WHERE v.project = r.project AND v.model = @Model), 0) + 1,
                   @PipelineSha256, r.id, @summary, s.ended_at
            FROM run r JOIN step s ON s.run_id = r.id AND s.name = @Step
            WHERE r.id = @RunId
              AND NOT EXISTS (
                  SELECT 1 FROM model_version v WHERE v.project = r.project AND v.model = @Model AND v.pipeline_sha256 = @PipelineSha256)
            """,
            new { version.Model, version.PipelineSha256, claim.RunId, claim.Step, summary = JobsJson.Write(version.Summary) },
            transaction,
            cancellationToken: cancellationToken));
}
