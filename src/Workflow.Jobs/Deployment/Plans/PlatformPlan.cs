namespace Workflow.Jobs.Deployment.Plans;

/// <summary>What a platform will do for a deployment.</summary>
/// <param name="Platform">The name of what was chosen, where the environment leaves a choice.</param>
/// <param name="Changes">What will exist, change and go, in the order in which it is done.</param>
public sealed record PlatformPlan(string Platform, IReadOnlyList<PlannedChange> Changes);
