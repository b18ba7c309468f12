using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment;

/// <summary>What served endpoints, and when. Nothing in it is ever changed, but for when a deployment ended.</summary>
public sealed class DeploymentHistory(IDatabase database)
{
    /// <summary>The newest deployments of an endpoint, newest first.</summary>
    public Task<IReadOnlyList<PastDeployment>> ListAsync(string project, string endpoint, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<HistoryRow> rows = await connection.QueryAsync<HistoryRow>(new CommandDefinition(
                """
                SELECT d.endpoint AS Endpoint, d.model AS Model, d.pipeline_sha256 AS PipelineSha256, d.manifest_digest AS ManifestDigest, d.platform AS Platform,
                       d.run_id AS RunId, d.reason AS Reason, d.unverified_reason AS UnverifiedReason, d.started_at AS StartedAt, d.ended_at AS EndedAt,
                       COALESCE((SELECT v.number FROM model_version v
                                 WHERE v.project = d.project AND v.model = d.model AND v.pipeline_sha256 = d.pipeline_sha256), 0) AS Version
                FROM deployment d WHERE d.project = @project AND d.endpoint = @endpoint ORDER BY d.started_at DESC, d.id DESC LIMIT @limit
                """,
                new { project, endpoint, limit = (long)limit },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<PastDeployment>)[.. rows.Select(ToDeployment)];
        },
        cancellationToken);

    private static PastDeployment ToDeployment(HistoryRow row) => new()
    {
        Endpoint = row.Endpoint,
        Version = $"{row.Model}@{row.Version}",
        PipelineSha256 = row.PipelineSha256,
        ManifestDigest = row.ManifestDigest,
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

        public string Platform { get; init; } = string.Empty;

        public string RunId { get; init; } = string.Empty;

        public string? Reason { get; init; }

        public string? UnverifiedReason { get; init; }

        public long StartedAt { get; init; }

        public long? EndedAt { get; init; }
    }
}
