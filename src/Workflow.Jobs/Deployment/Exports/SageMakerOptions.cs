namespace Workflow.Jobs.Deployment.Exports;

/// <summary>How a version is to run as an endpoint of Amazon SageMaker.</summary>
public sealed record SageMakerOptions
{
    /// <summary>Name of the endpoint; null for the model's.</summary>
    public string? Name { get; init; }

    /// <summary>Region; null for that of the image.</summary>
    public string? Region { get; init; }

    /// <summary>Type of its instance. Default: ml.m5.large.</summary>
    public string Instance { get; init; } = "ml.m5.large";

    /// <summary>Role that it runs with; null for one of its own, which may read this image and write its log.</summary>
    public string? Role { get; init; }
}
