using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Deployment;

/// <summary>What is to run.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Name">Name of the version, for messages.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file.</param>
/// <param name="PipelineFile">The file itself.</param>
/// <param name="Image">The image, which is in the layout.</param>
public sealed record DeploymentRequest(string Endpoint, string Name, string PipelineSha256, string PipelineFile, BuiltImage Image)
{
    /// <summary>Why the image is deployed although it is not what was signed; null where it has to be.</summary>
    public string? UnverifiedReason { get; init; }

    /// <summary>The keys of which its callers must show one, as they are now. Default: none.</summary>
    public ApiKeys Keys { get; init; } = ApiKeys.None;
}
