namespace Workflow.Jobs.Deployment;

/// <summary>How something that was deployed is now.</summary>
/// <param name="Pipeline">Digest of the scoring pipeline that it is ready with; null where it is not ready.</param>
/// <param name="Reason">Why it is not ready; null where it is.</param>
public sealed record DeploymentObservation(string? Pipeline, string? Reason);
