using System.Data.Common;
using Dapper;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Tells whether somebody deploys a pipeline: what runs then is not what is on record, and need not be.</summary>
public sealed class DeploymentsUnderWay(IDatabase database)
{
    /// <summary>Whether a step that deploys a pipeline runs, or has begun, ended or failed since a time.</summary>
    public Task<bool> AnyAsync(string project, string pipeline, DateTimeOffset since, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT EXISTS (
                SELECT 1 FROM run r JOIN step s ON s.run_id = r.id
                WHERE r.project = @project AND r.pipeline = @pipeline AND (r.ended_at IS NULL OR r.ended_at >= @since) AND s.name IN (@deploy, @deployVersion)
                  AND (s.state = 'Running' OR EXISTS (SELECT 1 FROM step_event e WHERE e.run_id = s.run_id AND e.step = s.name AND e.at >= @since)))
            """,
            new { project, pipeline, since = since.ToUnixTimeMilliseconds(), deploy = StandardGraph.Deploy, deployVersion = StandardGraph.DeployVersion },
            cancellationToken: cancellationToken)),
        cancellationToken);

    /// <summary>Refuses where a step deploys to an endpoint at this moment. One whose worker is gone does not.</summary>
    /// <exception cref="DeploymentException">One does.</exception>
    internal static async Task<bool> RequireNoneAsync(DbTransaction transaction, string project, EndpointRecord endpoint, long now, CancellationToken cancellationToken)
    {
        IEnumerable<(string Id, string Definition)> runs = await transaction.Connection!.QueryAsync<(string, string)>(new CommandDefinition(
            """
            SELECT r.id, r.definition FROM run r JOIN step s ON s.run_id = r.id
            WHERE r.project = @project AND r.pipeline = @Pipeline AND r.ended_at IS NULL AND s.name IN (@deploy, @deployVersion) AND s.state = 'Running' AND s.lease_until >= @now
            """,
            new { project, endpoint.Pipeline, now, deploy = StandardGraph.Deploy, deployVersion = StandardGraph.DeployVersion },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        foreach ((string id, string definition) in runs)
        {
            if (StoredDefinition.Read(definition).DeployTo == endpoint.Environment)
                throw new DeploymentException($"run {id} deploys to {endpoint.Name} at this moment: wait until it has ended, or end it first (workflow cancel {id})");
        }

        return true;
    }
}
