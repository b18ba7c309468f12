namespace Workflow.Jobs.Deployment;

/// <summary>The addresses of endpoints that stay, whatever is deployed.</summary>
public static class StableAddresses
{
    /// <summary>The address of an endpoint.</summary>
    /// <param name="gateway">Base address of whoever answers there.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    public static Uri Of(Uri gateway, string endpoint) => new(gateway, $"/endpoints/{Projects.Default}/{Uri.EscapeDataString(endpoint)}/");
}
