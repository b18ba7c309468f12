using Dapper;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment;

/// <summary>The environments of endpoints as they were when what serves was deployed: with the sizes, and what else platforms of this machine do not keep.</summary>
public sealed class DeployedEnvironments(IDatabase database)
{
    /// <summary>The environment of what serves an endpoint; where nobody knows it any more, one that says no more than the platform.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="deployed">What serves there.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<EnvironmentDefinition> FindAsync(string project, EndpointRecord endpoint, DeploymentHandle deployed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(deployed);
        if (deployed.Environment is { } there) return there;
        string? definition = await database.ReadAsync(
            connection => connection.QueryFirstOrDefaultAsync<string?>(new CommandDefinition(
                """
                SELECT r.definition FROM deployment d JOIN run r ON r.id = d.run_id
                WHERE d.project = @project AND d.endpoint = @Name AND d.ended_at IS NULL ORDER BY d.started_at DESC
                """,
                new { project, endpoint.Name },
                cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        EnvironmentDefinition? then = definition is null ? null : StoredDefinition.Read(definition).Environments.FirstOrDefault(environment => environment.Name == endpoint.Environment);
        return (then ?? new EnvironmentDefinition { Name = endpoint.Environment, Platform = deployed.Platform }) with { Platform = deployed.Platform };
    }
}
