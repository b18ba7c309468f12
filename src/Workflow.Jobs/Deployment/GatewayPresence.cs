using Workflow.Jobs.Home;

namespace Workflow.Jobs.Deployment;

/// <summary>
/// Whether somebody stands in front of this home's endpoints and follows them to another address: then a new deployment gets an address of its own, and
/// nothing has to let go of a port first.
/// </summary>
public sealed class GatewayPresence(WorkflowHome home)
{
    /// <summary>Base address of a gateway that runs now; null where none does.</summary>
    public Uri? Find() => Find(home);

    /// <summary>Base address of a gateway of a home that runs now: the gateway's own process, which outlives servers, else the server; null where neither runs.</summary>
    /// <param name="home">The home.</param>
    /// <param name="server">The server that asks itself; null: the one that <c>server.json</c> names.</param>
    public static Uri? Find(WorkflowHome home, Uri? server = null)
    {
        if (GatewayFile.Find(home) is { } gateway) return new Uri(gateway.Url);
        return server ?? (ServerFile.Find(home) is { } found ? new Uri(found.Url) : null);
    }
}
