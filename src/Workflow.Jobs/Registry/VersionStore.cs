using Dapper;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Registry;

/// <summary>Reads registered versions.</summary>
public sealed class VersionStore(IDatabase database)
{
    private const string Columns = """
        SELECT model AS Model, number AS Number, pipeline_sha256 AS PipelineSha256, run_id AS RunId, imported_from AS ImportedFrom, summary AS Summary, image AS Image,
               created_at AS CreatedAt
        FROM model_version
        """;

    /// <summary>The newest versions of all models, newest first.</summary>
    public Task<IReadOnlyList<ModelVersion>> ListAsync(string project, int limit, CancellationToken cancellationToken) =>
        ReadAsync("WHERE project = @project ORDER BY created_at DESC, model, number DESC LIMIT @limit", new { project, limit = (long)limit }, cancellationToken);

    /// <summary>A version by number, or the newest; null where there is none.</summary>
    /// <param name="project">The project.</param>
    /// <param name="model">The model.</param>
    /// <param name="number">The number; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<ModelVersion?> FindAsync(string project, string model, long? number, CancellationToken cancellationToken) =>
        (await ReadAsync(
            $"WHERE project = @project AND model = @model {(number is null ? string.Empty : "AND number = @number")} ORDER BY number DESC LIMIT 1",
            new { project, model, number },
            cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>The version with a given scoring pipeline file; null where there is none.</summary>
    public async Task<ModelVersion?> FindByPipelineAsync(string project, string model, string pipelineSha256, CancellationToken cancellationToken) =>
        (await ReadAsync(
            "WHERE project = @project AND model = @model AND pipeline_sha256 = @pipelineSha256",
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
    };

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
    }
}
