namespace Workflow.Jobs.Predictions;

/// <summary>A row of prediction.</summary>
internal sealed class PredictionRow
{
    /// <summary>Selects rows, each with the name that its version has here: that which was registered first, where several models have the file.</summary>
    public const string Columns = """
        SELECT p.request_id AS RequestId, p.row_number AS RowNumber, p.endpoint AS Endpoint, p.scored_at AS ScoredAt, p.pipeline_sha256 AS PipelineSha256, p.record AS Record,
               (SELECT v.model || '@' || v.number FROM model_version v
                WHERE v.project = p.project AND v.pipeline_sha256 = p.pipeline_sha256 ORDER BY v.created_at, v.model LIMIT 1) AS Version
        FROM prediction p
        """;

    public string RequestId { get; init; } = string.Empty;

    public long RowNumber { get; init; }

    public string Endpoint { get; init; } = string.Empty;

    public string? Version { get; init; }

    public long ScoredAt { get; init; }

    public string PipelineSha256 { get; init; } = string.Empty;

    public string Record { get; init; } = string.Empty;

    public StoredPrediction ToPrediction() => new()
    {
        Id = new PredictionId(RequestId, RowNumber),
        Endpoint = Endpoint,
        Version = Version,
        ScoredAt = DateTimeOffset.FromUnixTimeMilliseconds(ScoredAt),
        PipelineSha256 = PipelineSha256,
        Record = Record,
    };
}
