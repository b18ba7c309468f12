namespace Workflow.Jobs.Deployment;

/// <summary>How an endpoint is now.</summary>
/// <param name="State"><c>ready</c>, <c>stopped</c>, <c>destroying</c> or <c>down</c>.</param>
/// <param name="Reason">Why it is down; null otherwise.</param>
public sealed record EndpointHealth(string State, string? Reason);
