using System.Data.Common;
using Dapper;
using Workflow.Jobs.Deployment.Receipts;
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

    /// <summary>Refuses where somebody deploys to an endpoint at this moment.</summary>
    /// <exception cref="DeploymentException">Somebody does.</exception>
    public Task RequireQuietAsync(string project, EndpointRecord endpoint, CancellationToken cancellationToken) =>
        database.WriteAsync(transaction => DeploymentsUnderWay.RequireNoneAsync(transaction, project, endpoint, Now, cancellationToken), cancellationToken);

    /// <summary>Notes that an endpoint's deployment was stopped. Its name and port stay.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">The endpoint, as it was when it was stopped.</param>
    /// <param name="resting">What its platform keeps, so that it can start again; null for nothing.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <exception cref="DeploymentException">It was changed meanwhile.</exception>
    public Task MarkStoppedAsync(string project, EndpointRecord endpoint, DeploymentHandle? resting, CancellationToken cancellationToken) => EndAsync(
        project,
        endpoint,
        "the endpoint was stopped",
        """
        UPDATE endpoint SET deployment = NULL, previous = NULL, challenger = NULL, resting = @resting, updated_at = @now WHERE project = @project AND name = @Name;
        UPDATE deployment SET ended_at = @now WHERE project = @project AND endpoint = @Name AND ended_at IS NULL;
        """,
        new { project, endpoint.Name, resting = resting is null ? null : JobsJson.Write(resting), now = Now },
        cancellationToken);

    /// <summary>Notes that an endpoint is being removed: from then on nothing is deployed to it.</summary>
    /// <exception cref="DeploymentException">Somebody deploys to it at this moment, or it was changed since it was read.</exception>
    public Task MarkDestroyingAsync(string project, EndpointRecord endpoint, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await RequireUnchangedAsync(transaction, project, endpoint, cancellationToken).ConfigureAwait(false);
            await DeploymentsUnderWay.RequireNoneAsync(transaction, project, endpoint, Now, cancellationToken).ConfigureAwait(false);
            return await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "UPDATE endpoint SET destroying_at = @now WHERE project = @project AND name = @Name",
                new { project, endpoint.Name, now = Now },
                transaction,
                cancellationToken: cancellationToken)).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Removes an endpoint. What it served stays in its history.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">The endpoint, as it was when everything that platforms had of it was removed.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <exception cref="DeploymentException">It was changed meanwhile.</exception>
    public Task RemoveAsync(string project, EndpointRecord endpoint, CancellationToken cancellationToken) => EndAsync(
        project,
        endpoint,
        "the endpoint was deleted",
        """
        DELETE FROM endpoint WHERE project = @project AND name = @Name;
        UPDATE deployment SET ended_at = @now WHERE project = @project AND endpoint = @Name AND ended_at IS NULL;
        """,
        new { project, endpoint.Name, now = Now },
        cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The endpoint as it is, which nobody else changes until the transaction ends; null where there is none.</summary>
    internal static async Task<EndpointRecord?> LockAsync(DbTransaction transaction, string project, string name, CancellationToken cancellationToken)
    {
        // Whoever writes a row holds it, on either database.
        await transaction.Connection!.ExecuteAsync(Command("UPDATE endpoint SET updated_at = updated_at WHERE project = @project AND name = @name")).ConfigureAwait(false);
        EndpointRow? row = await transaction.Connection!.QueryFirstOrDefaultAsync<EndpointRow>(Command($"{Columns} WHERE e.project = @project AND e.name = @name")).ConfigureAwait(false);
        return row is null ? null : ToRecord(row);

        CommandDefinition Command(string sql) => new(sql, new { project, name }, transaction, cancellationToken: cancellationToken);
    }

    // Gone already is not an error. Anything else than what was seen runs, or rests, and has to stay on record.
    private static async Task RequireUnchangedAsync(DbTransaction transaction, string project, EndpointRecord seen, CancellationToken cancellationToken)
    {
        if (await LockAsync(transaction, project, seen.Name, cancellationToken).ConfigureAwait(false) is not { } present) return;
        if (present.UpdatedAt != seen.UpdatedAt || !EndpointChanges.HasSeenSecond(seen, present))
            throw new DeploymentException($"{seen.Name} was deployed or stopped by somebody else at this moment: look at it (workflow endpoints), and ask again") { IsRetryable = true };
    }

    // What becomes of its second version is on record with it.
    private Task EndAsync(string project, EndpointRecord endpoint, string reason, string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await RequireUnchangedAsync(transaction, project, endpoint, cancellationToken).ConfigureAwait(false);
            await SecondVersionHistory.AddPresentAsync(transaction, project, endpoint.Name, reason, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            return await transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        },
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
