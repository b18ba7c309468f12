namespace Workflow.Api.Gateway;

/// <summary>How the gateway talks to targets: straight, letter by letter, and on connections that are kept.</summary>
internal sealed class TargetClients(GatewayOptions options) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(60);

    /// <summary>Sends on connections that are kept.</summary>
    public HttpMessageInvoker Kept { get; } = new(Create(options, Timeout.InfiniteTimeSpan), disposeHandler: true);

    /// <summary>Sends every request on a connection of its own.</summary>
    public HttpMessageInvoker Fresh { get; } = new(Create(options, TimeSpan.Zero), disposeHandler: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        Kept.Dispose();
        Fresh.Dispose();
    }

    private static SocketsHttpHandler Create(GatewayOptions options, TimeSpan lifetime) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionIdleTimeout = KeptFor,
        PooledConnectionLifetime = lifetime,
    };
}
