using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>What a deployment has to be, as it is on record.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Name">Name of the version, for messages.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file.</param>
/// <param name="Image">The image that was deployed.</param>
public sealed record ExpectedDeployment(string Endpoint, string Name, string PipelineSha256, BuiltImage Image)
{
    /// <summary>The scoring pipeline file, from which the golden answers are read; null where it cannot be had.</summary>
    public string? PipelineFile { get; init; }

    /// <summary>Why the file cannot be had; null where it can.</summary>
    public string? PipelineProblem { get; init; }

    /// <summary>Why the image was deployed although it is not what was signed; null where it has to be.</summary>
    public string? UnverifiedReason { get; init; }

    /// <summary>The present keys of which it has to want one. Default: none.</summary>
    public ApiKeys Keys { get; init; } = ApiKeys.None;

    /// <summary>Why the keys cannot be read; null where they can.</summary>
    public string? KeysProblem { get; init; }
}
