namespace Workflow.Jobs.Predictions;

/// <summary>A prediction that was received.</summary>
public sealed record StoredPrediction
{
    /// <summary>Its identifier.</summary>
    public required PredictionId Id { get; init; }

    /// <summary>Endpoint whose key came with it.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Name of the version that made it, as it is registered here: <c>model@7</c>; null where it is not.</summary>
    public required string? Version { get; init; }

    /// <summary>When it was made, by the scorer's clock.</summary>
    public required DateTimeOffset ScoredAt { get; init; }

    /// <summary>Digest of the scoring pipeline file that made it.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>The line, byte for byte as it came: a JSON object.</summary>
    public required string Record { get; init; }
}
