using Dapper;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment;

/// <summary>What served endpoints, and when. Nothing in it is ever changed, but for when a deployment ended.</summary>
public sealed class DeploymentHistory(IDatabase database)
{
    private const string Columns = """
        SELECT d.endpoint AS Endpoint, d.model AS Model, d.pipeline_sha256 AS PipelineSha256, d.manifest_digest AS ManifestDigest, d.config_digest AS ConfigDigest, d.image AS Image, d.platform AS Platform,
               d.run_id AS RunId, d.reason AS Reason, d.unverified_reason AS UnverifiedReason, d.started_at AS StartedAt, d.ended_at AS EndedAt,
               COALESCE((SELECT v.number FROM model_version v
                         WHERE v.project = d.project AND v.model = d.model AND v.pipeline_sha256 = d.pipeline_sha256), 0) AS Version
        FROM deployment d
        """;

    /// <summary>The newest deployments of an endpoint, newest first.</summary>
    public Task<IReadOnlyList<PastDeployment>> ListAsync(string project, string endpoint, int limit, CancellationToken cancellationToken) => ReadAsync(
        "WHERE d.project = @project AND d.endpoint = @endpoint ORDER BY d.started_at DESC, d.id DESC LIMIT @limit",
        new { project, endpoint, limit = (long)limit },
        cancellationToken);

    /// <summary>The newest deployments of a scoring pipeline file, at any endpoint, newest first.</summary>
    public Task<IReadOnlyList<PastDeployment>> ListOfAsync(string project, string model, string pipelineSha256, int limit, CancellationToken cancellationToken) => ReadAsync(
        "WHERE d.project = @project AND d.model = @model AND d.pipeline_sha256 = @pipelineSha256 ORDER BY d.started_at DESC, d.id DESC LIMIT @limit",
        new { project, model, pipelineSha256, limit = (long)limit },
        cancellationToken);

    /// <summary>The last deployment of an image at an endpoint; null where there was none.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="pipelineSha256">Digest of the scoring pipeline file.</param>
    /// <param name="imageReference">Reference of the image, whose tag is the beginning of its digest.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<PastDeployment?> FindAsync(string project, string endpoint, string pipelineSha256, string imageReference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(imageReference);
        return (await ReadAsync(
            """
            WHERE d.project = @project AND d.endpoint = @endpoint AND d.pipeline_sha256 = @pipelineSha256 AND d.manifest_digest LIKE @digest
            ORDER BY d.started_at DESC, d.id DESC LIMIT 1
            """,
            new { project, endpoint, pipelineSha256, digest = $"sha256:{imageReference[(imageReference.LastIndexOf(':') + 1)..]}%" },
            cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    private Task<IReadOnlyList<PastDeployment>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<HistoryRow> rows = await connection.QueryAsync<HistoryRow>(
                new CommandDefinition($"{Columns} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<PastDeployment>)[.. rows.Select(ToDeployment)];
        },
        cancellationToken);

    private static PastDeployment ToDeployment(HistoryRow row) => new()
    {
        Endpoint = row.Endpoint,
        Version = $"{row.Model}@{row.Version}",
        PipelineSha256 = row.PipelineSha256,
        ManifestDigest = row.ManifestDigest,
        ConfigDigest = row.ConfigDigest,
        Image = row.Image is null ? null : JobsJson.Read<BuiltImage>(row.Image),
        Platform = row.Platform,
        RunId = row.RunId,
        Since = DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAt),
        Until = row.EndedAt is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
        Reason = row.Reason,
        UnverifiedReason = row.UnverifiedReason,
    };

    private sealed class HistoryRow
    {
        public string Endpoint { get; init; } = string.Empty;

        public string Model { get; init; } = string.Empty;

        public long Version { get; init; }

        public string PipelineSha256 { get; init; } = string.Empty;

        public string ManifestDigest { get; init; } = string.Empty;

        public string? ConfigDigest { get; init; }

        public string? Image { get; init; }

        public string Platform { get; init; } = string.Empty;

        public string RunId { get; init; } = string.Empty;

        public string? Reason { get; init; }

        public string? UnverifiedReason { get; init; }

        public long StartedAt { get; init; }

        public long? EndedAt { get; init; }
    }
}
