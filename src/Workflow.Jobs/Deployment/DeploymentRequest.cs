using Workflow.Jobs.Engine;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Deployment;

/// <summary>What is to run.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file.</param>
/// <param name="PipelineFile">The file itself.</param>
/// <param name="Engine">The published scorer.</param>
/// <param name="Image">The image of both.</param>
/// <param name="Name">Name of the version, for messages.</param>
public sealed record DeploymentRequest(
    string Endpoint, string PipelineSha256, string PipelineFile, EngineLayer Engine, BuiltImage Image, string Name);
