namespace Workflow.Jobs.Deployment;

/// <summary>What came of a deployment.</summary>
/// <param name="Handle">What serves the endpoint from now on.</param>
/// <param name="Previous">What served it before and is kept running; null where nothing is.</param>
public sealed record DeployedEndpoint(DeploymentHandle Handle, WarmDeployment? Previous);
