using Workflow.Jobs.Images;

namespace Workflow.Jobs.Deployment;

/// <summary>A deployment that serves an endpoint from now on, for its history.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file.</param>
/// <param name="Image">The image.</param>
/// <param name="Platform">Name of the platform.</param>
/// <param name="Since">From when on.</param>
public sealed record NewDeployment(string Endpoint, string PipelineSha256, BuiltImage Image, string Platform, DateTimeOffset Since)
{
    /// <summary>Why; null where nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>Why its image was deployed although it is not what was signed; null where it is.</summary>
    public string? UnverifiedReason { get; init; }
}
