using Dapper;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Registry;

/// <summary>Reads registered versions.</summary>
public sealed class VersionStore(IDatabase database)
{
    private const string Columns = """
        SELECT v.model AS Model, v.number AS Number, v.pipeline_sha256 AS PipelineSha256, v.run_id AS RunId, v.imported_from AS ImportedFrom, v.summary AS Summary,
               v.image AS Image, v.created_at AS CreatedAt, v.removed_at AS RemovedAt, v.restored_at AS RestoredAt,
               h.reason AS HoldReason, h.held_by AS HeldBy, h.held_at AS HeldAt
        FROM model_version v
        LEFT JOIN version_hold h ON h.project = v.project AND h.model = v.model AND h.number = v.number AND h.released_at IS NULL
        """;

    /// <summary>The newest versions of all models, newest first.</summary>
    public Task<IReadOnlyList<ModelVersion>> ListAsync(string project, int limit, CancellationToken cancellationToken) =>
        ReadAsync("WHERE v.project = @project ORDER BY v.created_at DESC, v.model, v.number DESC LIMIT @limit", new { project, limit = (long)limit }, cancellationToken);

    /// <summary>A version by number, or the newest; null where there is none.</summary>
    /// <param name="project">The project.</param>
    /// <param name="model">The model.</param>
    /// <param name="number">The number; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<ModelVersion?> FindAsync(string project, string model, long? number, CancellationToken cancellationToken) =>
        (await ReadAsync(
            $"WHERE v.project = @project AND v.model = @model {(number is null ? string.Empty : "AND v.number = @number")} ORDER BY v.number DESC LIMIT 1",
            new { project, model, number },
            cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>The version with a given scoring pipeline file; null where there is none.</summary>
    public async Task<ModelVersion?> FindByPipelineAsync(string project, string model, string pipelineSha256, CancellationToken cancellationToken) =>
        (await ReadAsync(
            "WHERE v.project = @project AND v.model = @model AND v.pipeline_sha256 = @pipelineSha256",
            new { project, model, pipelineSha256 },
            cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    private Task<IReadOnlyList<ModelVersion>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<VersionRow> rows = await connection.QueryAsync<VersionRow>(
                new CommandDefinition($"{Columns} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<ModelVersion>)[.. rows.Select(ToVersion)];
        },
        cancellationToken);

    private static ModelVersion ToVersion(VersionRow row) => new()
    {
        Model = row.Model,
        Number = row.Number,
        PipelineSha256 = row.PipelineSha256,
        RunId = row.RunId,
        ImportedFrom = row.ImportedFrom is null ? null : JobsJson.Read<ImportedFrom>(row.ImportedFrom),
        Summary = JobsJson.Read<VersionSummary>(row.Summary),
        Image = row.Image is null ? null : JobsJson.Read<BuiltImage>(row.Image),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        Hold = row.HoldReason is null ? null : new VersionHold(row.HoldReason, row.HeldBy!, DateTimeOffset.FromUnixTimeMilliseconds(row.HeldAt!.Value)),
        RemovedAt = Time(row.RemovedAt),
        RestoredAt = Time(row.RestoredAt),
    };

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    private sealed class VersionRow
    {
        public string Model { get; init; } = string.Empty;

        public long Number { get; init; }

        public string PipelineSha256 { get; init; } = string.Empty;

        public string? RunId { get; init; }

        public string? ImportedFrom { get; init; }

        public string Summary { get; init; } = string.Empty;

        public string? Image { get; init; }

        public long CreatedAt { get; init; }

        public long? RemovedAt { get; init; }

        public long? RestoredAt { get; init; }

        public string? HoldReason { get; init; }

        public string? HeldBy { get; init; }

        public long? HeldAt { get; init; }
    }
}
