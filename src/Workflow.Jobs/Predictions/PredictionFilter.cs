namespace Workflow.Jobs.Predictions;

/// <summary>Which predictions are wanted; what is null does not matter.</summary>
public sealed record PredictionFilter
{
    /// <summary>Of this endpoint.</summary>
    public string? Endpoint { get; init; }

    /// <summary>By the version with this scoring pipeline file.</summary>
    public string? PipelineSha256 { get; init; }

    /// <summary>Made at this moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Made before this moment.</summary>
    public DateTimeOffset? Until { get; init; }
}
