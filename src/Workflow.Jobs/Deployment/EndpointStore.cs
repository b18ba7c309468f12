using Dapper;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment;

/// <summary>Reads endpoints and forgets their deployments.</summary>
public sealed class EndpointStore(IDatabase database, TimeProvider time)
{
    private const string Columns = """
        SELECT e.name AS Name, e.pipeline AS Pipeline, e.environment AS Environment, e.port AS Port, e.deployment AS Deployment, e.previous AS Previous, e.challenger AS Challenger, e.resting AS Resting, e.destroying_at AS DestroyingAt,
               e.pipeline_sha256 AS PipelineSha256, e.image_reference AS ImageReference, e.updated_at AS UpdatedAt,
               COALESCE((SELECT v.number FROM model_version v
                         WHERE v.project = e.project AND v.model = e.pipeline AND v.pipeline_sha256 = e.pipeline_sha256), 0) AS Version
        FROM endpoint e
        """;

    /// <summary>All endpoints by name.</summary>
    public Task<IReadOnlyList<EndpointRecord>> ListAsync(string project, CancellationToken cancellationToken) =>
        ReadAsync("WHERE e.project = @project ORDER BY e.name", new { project }, cancellationToken);

    /// <summary>An endpoint by name; null where there is none.</summary>
    public async Task<EndpointRecord?> FindAsync(string project, string name, CancellationToken cancellationToken) =>
        (await ReadAsync("WHERE e.project = @project AND e.name = @name", new { project, name }, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Notes that an endpoint's deployment was stopped. Its name and port stay.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="name">Name of the endpoint.</param>
    /// <param name="resting">What its platform keeps, so that it can start again; null for nothing.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    public Task MarkStoppedAsync(string project, string name, DeploymentHandle? resting, CancellationToken cancellationToken) => EndAsync(
        project,
        name,
        "the endpoint was stopped",
        """
        UPDATE endpoint SET deployment = NULL, previous = NULL, challenger = NULL, resting = @resting, updated_at = @now WHERE project = @project AND name = @name;
        UPDATE deployment SET ended_at = @now WHERE project = @project AND endpoint = @name AND ended_at IS NULL;
        """,
        new { project, name, resting = resting is null ? null : JobsJson.Write(resting), now = Now },
        cancellationToken);

    /// <summary>Notes that an endpoint is being removed.</summary>
    public Task MarkDestroyingAsync(string project, string name, CancellationToken cancellationToken) => WriteAsync(
        "UPDATE endpoint SET destroying_at = @now WHERE project = @project AND name = @name", new { project, name, now = Now }, cancellationToken);

    /// <summary>Removes an endpoint. What it served stays in its history.</summary>
    public Task RemoveAsync(string project, string name, CancellationToken cancellationToken) => EndAsync(
        project,
        name,
        "the endpoint was deleted",
        """
        DELETE FROM endpoint WHERE project = @project AND name = @name;
        UPDATE deployment SET ended_at = @now WHERE project = @project AND endpoint = @name AND ended_at IS NULL;
        """,
        new { project, name, now = Now },
        cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    // What becomes of its second version is on record with it.
    private Task EndAsync(string project, string name, string reason, string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await SecondVersionHistory.AddPresentAsync(transaction, project, name, reason, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            return await transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        },
        cancellationToken);

    private Task WriteAsync(string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)),
        cancellationToken);

    private Task<IReadOnlyList<EndpointRecord>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<EndpointRow> rows = await connection.QueryAsync<EndpointRow>(
                new CommandDefinition($"{Columns} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<EndpointRecord>)[.. rows.Select(ToRecord)];
        },
        cancellationToken);

    private static EndpointRecord ToRecord(EndpointRow row) => new()
    {
        Name = row.Name,
        Pipeline = row.Pipeline,
        Environment = row.Environment,
        Port = (int)row.Port,
        Deployment = row.Deployment is null ? null : JobsJson.Read<DeploymentHandle>(row.Deployment),
        Previous = row.Previous is null ? null : JobsJson.Read<WarmDeployment>(row.Previous),
        Challenger = row.Challenger is null ? null : JobsJson.Read<Challenger>(row.Challenger),
        Resting = row.Resting is null ? null : JobsJson.Read<DeploymentHandle>(row.Resting),
        IsDestroying = row.DestroyingAt is not null,
        PipelineSha256 = row.PipelineSha256,
        Version = row.Version,
        ImageReference = row.ImageReference,
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt),
    };

    private sealed class EndpointRow
    {
        public string Name { get; init; } = string.Empty;

        public string Pipeline { get; init; } = string.Empty;

        public string Environment { get; init; } = string.Empty;

        public long Port { get; init; }

        public string? Deployment { get; init; }

        public string? Previous { get; init; }

        public string? Challenger { get; init; }

        public string? Resting { get; init; }

        public long? DestroyingAt { get; init; }

        public string PipelineSha256 { get; init; } = string.Empty;

        public string ImageReference { get; init; } = string.Empty;

        public long UpdatedAt { get; init; }

        public long Version { get; init; }
    }
}
