using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Jobs.Deployment;

/// <summary>What came of a deployment.</summary>
/// <param name="Handle">What serves the endpoint from now on.</param>
/// <param name="Previous">What served it before and is kept running; null where nothing is.</param>
public sealed record DeployedEndpoint(DeploymentHandle Handle, WarmDeployment? Previous)
{
    /// <summary>A second version that goes on running beside it, because nothing had to be done; null where there is none.</summary>
    public Challenger? Challenger { get; init; }
}
