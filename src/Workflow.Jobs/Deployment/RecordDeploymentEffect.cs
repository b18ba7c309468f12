using System.Data.Common;
using Dapper;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment;

/// <summary>Records what an endpoint serves together with the success of the step that deployed it.</summary>
internal sealed class RecordDeploymentEffect(EndpointRecord endpoint) : IStepEffect
{
    /// <inheritdoc/>
    public Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO endpoint (project, name, pipeline, environment, port, deployment, previous, challenger, pipeline_sha256, image_reference, updated_at)
            SELECT r.project, @Name, @Pipeline, @Environment, @port, @deployment, @previous, @challenger, @PipelineSha256, @ImageReference, @now
            FROM run r WHERE r.id = @RunId
            ON CONFLICT (project, name) DO UPDATE SET
                port = excluded.port, deployment = excluded.deployment, previous = excluded.previous, challenger = excluded.challenger, resting = NULL, destroying_at = NULL, pipeline_sha256 = excluded.pipeline_sha256,
                image_reference = excluded.image_reference, updated_at = excluded.updated_at
            """,
            new
            {
                endpoint.Name,
                endpoint.Pipeline,
                endpoint.Environment,
                port = (long)endpoint.Port,
                deployment = JobsJson.Write(endpoint.Deployment),
                previous = endpoint.Previous is { } previous ? JobsJson.Write(previous) : null,
                challenger = endpoint.Challenger is { } challenger ? JobsJson.Write(challenger) : null,
                endpoint.PipelineSha256,
                endpoint.ImageReference,
                now = endpoint.UpdatedAt.ToUnixTimeMilliseconds(),
                claim.RunId,
            },
            transaction,
            cancellationToken: cancellationToken));
}
