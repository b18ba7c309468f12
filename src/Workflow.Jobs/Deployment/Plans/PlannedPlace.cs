namespace Workflow.Jobs.Deployment.Plans;

/// <summary>Where a deployment goes.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Port">The endpoint's port.</param>
/// <param name="Old">What runs for the endpoint now, also what a killed deployment has left.</param>
/// <param name="Current">What runs there already and is just what is asked for; null where something has to be done.</param>
public sealed record PlannedPlace(IPlatform Platform, int Port, IReadOnlyList<DeploymentHandle> Old, DeploymentHandle? Current);
