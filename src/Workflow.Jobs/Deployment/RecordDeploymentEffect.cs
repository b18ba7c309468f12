using System.Data.Common;
using Dapper;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment;

/// <summary>Records what an endpoint serves together with the success of the step that deployed it.</summary>
internal sealed class RecordDeploymentEffect(string project, EndpointRecord endpoint) : IStepEffect
{
    /// <inheritdoc/>
    public async Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (endpoint.Challenger is null)
            await SecondVersionHistory.AddPresentAsync(transaction, project, endpoint.Name, "a deployment took the endpoint over", endpoint.UpdatedAt, cancellationToken).ConfigureAwait(false);
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO endpoint (project, name, pipeline, environment, port, deployment, previous, challenger, pipeline_sha256, image_reference, updated_at)
            VALUES (@project, @Name, @Pipeline, @Environment, @port, @deployment, @previous, @challenger, @PipelineSha256, @ImageReference, @now)
            ON CONFLICT (project, name) DO UPDATE SET
                port = excluded.port, deployment = excluded.deployment, previous = excluded.previous, challenger = excluded.challenger, resting = NULL, destroying_at = NULL, pipeline_sha256 = excluded.pipeline_sha256,
                image_reference = excluded.image_reference, updated_at = excluded.updated_at
            """,
            new
            {
                project,
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
            },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}
