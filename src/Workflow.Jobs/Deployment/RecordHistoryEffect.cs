using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment;

/// <summary>Adds a deployment to its endpoint's history together with the success of the step that made it; the one before has ended then.</summary>
internal sealed class RecordHistoryEffect(NewDeployment deployment) : IStepEffect
{
    /// <inheritdoc/>
    public async Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            "UPDATE deployment SET ended_at = @since WHERE project = (SELECT project FROM run WHERE id = @RunId) AND endpoint = @Endpoint AND ended_at IS NULL").ConfigureAwait(false);
        await ExecuteAsync(
            """
            INSERT INTO deployment (id, project, endpoint, model, pipeline_sha256, manifest_digest, config_digest, image, platform, run_id, reason, unverified_reason, started_at)
            SELECT @id, r.project, @Endpoint, r.pipeline, @PipelineSha256, @ManifestDigest, @ConfigDigest, @image, @Platform, r.id, @Reason, @UnverifiedReason, @since
            FROM run r WHERE r.id = @RunId
            """).ConfigureAwait(false);

        Task ExecuteAsync(string sql) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
            sql,
            new
            {
                id = Guid.CreateVersion7(deployment.Since).ToString(),
                deployment.Endpoint,
                deployment.PipelineSha256,
                deployment.Image.ManifestDigest,
                deployment.Image.ConfigDigest,
                image = JobsJson.Write(deployment.Image),
                deployment.Platform,
                deployment.Reason,
                deployment.UnverifiedReason,
                since = deployment.Since.ToUnixTimeMilliseconds(),
                claim.RunId,
            },
            transaction,
            cancellationToken: cancellationToken));
    }
}
