namespace Workflow.Jobs.Deployment.Azure;

/// <summary>An access token.</summary>
/// <param name="Value">The token itself.</param>
/// <param name="ExpiresAt">Until when it holds.</param>
public sealed record AzureToken(SecretText Value, DateTimeOffset ExpiresAt);
