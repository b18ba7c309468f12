using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Home;

namespace Workflow.Api.Gateway;

/// <summary>The addresses of endpoints that stay, whatever is deployed.</summary>
public static class StableAddresses
{
    /// <summary>Base address of whoever answers at such addresses now: the gateway of a home, which outlives servers, or else its server; null where neither runs.</summary>
    /// <param name="home">The home.</param>
    /// <param name="server">The server that asks itself; null: the one that <c>server.json</c> names.</param>
    public static Uri? Find(WorkflowHome home, Uri? server = null)
    {
        return server is null || GatewayFile.Find(home) is not null ? GatewayPresence.Find(home) : server;
    }

    /// <summary>The address of an endpoint.</summary>
    /// <param name="gateway">Base address of whoever answers there.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    public static Uri Of(Uri gateway, string endpoint) => new(gateway, $"/endpoints/{Projects.Default}/{Uri.EscapeDataString(endpoint)}/");
}
