namespace Workflow.Jobs.Hosting;

/// <summary>How this program talks to servers of its own machine.</summary>
public static class LoopbackHttp
{
    /// <summary>A handler that goes straight there: a proxy could not reach them, and must not see their keys. Nor do they send anybody elsewhere.</summary>
    public static SocketsHttpHandler CreateHandler() => new() { UseProxy = false, AllowAutoRedirect = false };
}
