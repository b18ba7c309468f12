using System.Data.Common;
using Dapper;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment;

/// <summary>Records what an endpoint serves together with the success of the step that deployed it.</summary>
/// <param name="project">Project of the endpoint.</param>
/// <param name="endpoint">The endpoint, as it is from now on.</param>
/// <param name="before">The endpoint, as it was when the deployment began; null where it was new.</param>
internal sealed class RecordDeploymentEffect(string project, EndpointRecord endpoint, EndpointRecord? before) : IStepEffect
{
    /// <summary>Whether it served already, so that nothing was done. Default: no.</summary>
    public bool IsUnchanged { get; init; }

    /// <inheritdoc/>
    public async Task ApplyAsync(StepClaim claim, DbTransaction transaction, CancellationToken cancellationToken)
    {
        EndpointRecord? present = await EndpointStore.LockAsync(transaction, project, endpoint.Name, cancellationToken).ConfigureAwait(false);
        if (IsUnchanged) EndpointChanges.RequireSameServing(endpoint.Name, before, present);
        else EndpointChanges.RequireStanding(endpoint.Name, before, present);

        // What nobody has seen to still runs, and its rules may have changed its share meanwhile.
        bool keepsSecond = IsUnchanged || !EndpointChanges.HasSeenSecond(before, present);
        if (!keepsSecond)
            await SecondVersionHistory.AddPresentAsync(transaction, project, endpoint.Name, "a deployment took the endpoint over", endpoint.UpdatedAt, cancellationToken).ConfigureAwait(false);
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            $"""
            INSERT INTO endpoint (project, name, pipeline, environment, port, deployment, previous, pipeline_sha256, image_reference, updated_at)
            VALUES (@project, @Name, @Pipeline, @Environment, @port, @deployment, @previous, @PipelineSha256, @ImageReference, @now)
            ON CONFLICT (project, name) DO UPDATE SET
                port = excluded.port, deployment = excluded.deployment, previous = excluded.previous, {(keepsSecond ? string.Empty : "challenger = NULL,")} resting = NULL, pipeline_sha256 = excluded.pipeline_sha256,
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
                endpoint.PipelineSha256,
                endpoint.ImageReference,
                now = endpoint.UpdatedAt.ToUnixTimeMilliseconds(),
            },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }
}
