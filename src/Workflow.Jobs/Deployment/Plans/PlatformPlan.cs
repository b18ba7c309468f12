namespace Workflow.Jobs.Deployment.Plans;

/// <summary>What a platform will do for a deployment.</summary>
/// <param name="Platform">The name of what was chosen, where the environment leaves a choice.</param>
/// <param name="Changes">What will exist, change and go, in the order in which it is done.</param>
public sealed record PlatformPlan(string Platform, IReadOnlyList<PlannedChange> Changes)
{
    /// <summary>What will come of it, as far as that is known before; null where nothing is.</summary>
    public DeployedEndpoint? Outcome { get; init; }

    /// <summary>What whoever reads the plan should know before it is done; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether all is so already.</summary>
    public bool ChangesNothing => Changes.All(change => change.Action == PlannedAction.Keep);
}
