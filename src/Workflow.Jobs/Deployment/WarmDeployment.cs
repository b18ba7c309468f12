namespace Workflow.Jobs.Deployment;

/// <summary>What served an endpoint before and still runs, so that going back takes no start.</summary>
/// <param name="Handle">What runs.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file that it serves.</param>
/// <param name="ImageReference">Reference of the image.</param>
public sealed record WarmDeployment(DeploymentHandle Handle, string PipelineSha256, string ImageReference);
