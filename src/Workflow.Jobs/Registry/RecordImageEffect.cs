using System.Data.Common;
using Dapper;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Registry;

/// <summary>Records the image of a version together with the success of the step that built it.</summary>
internal sealed class RecordImageEffect(string model, string pipelineSha256, BuiltImage image) : IStepEffect
{
    /// <inheritdoc/>
    public Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE model_version
            SET image = @image, removed_at = NULL,
                restored_at = CASE WHEN removed_at IS NULL THEN restored_at ELSE (SELECT s.ended_at FROM step s WHERE s.run_id = @RunId AND s.name = @Step) END
            WHERE model = @model AND pipeline_sha256 = @pipelineSha256 AND project = (SELECT project FROM run WHERE id = @RunId)
            """,
            new { image = JobsJson.Write(image), model, pipelineSha256, claim.RunId, claim.Step },
            transaction,
            cancellationToken: cancellationToken));
}
