namespace Workflow.Jobs.Deployment;

/// <summary>What came of a deployment.</summary>
/// <param name="Handle">What serves the endpoint from now on.</param>
/// <param name="Previous">What served it before and is kept running; null where nothing is.</param>
public sealed record DeployedEndpoint(DeploymentHandle Handle, WarmDeployment? Previous)
{
    /// <summary>Whether nothing had to be done: a second version goes on running beside it.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>What whoever deploys should know; empty for nothing.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The endpoint, as it was recorded when the deployment began; null where it was new.</summary>
    public EndpointRecord? Before { get; init; }
}
