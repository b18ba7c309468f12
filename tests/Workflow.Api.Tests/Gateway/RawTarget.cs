using System.Net;
using System.Net.Sockets;

namespace Workflow.Api.Tests.Gateway;

/// <summary>A target of which a test says what it does with each connection.</summary>
internal sealed class RawTarget : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<RawPeer, Task> _serve;
    private readonly List<RawPeer> _peers = [];

    private RawTarget(Func<RawPeer, Task> serve) => _serve = serve;

    public Uri Url => new($"http://{_listener.LocalEndpoint}");

    /// <summary>How many connections there were.</summary>
    public int Connections
    {
        get
        {
            lock (_peers) return _peers.Count;
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="serve">Serves a connection, which is closed afterwards.</param>
    public static RawTarget Start(Func<RawPeer, Task> serve)
    {
        var target = new RawTarget(serve);
        target._listener.Start();
        _ = target.AcceptAsync();
        return target;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                RawPeer peer;
                lock (_peers) _peers.Add(peer = new RawPeer(client, _peers.Count + 1));
                _ = ServeAsync(peer);
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(RawPeer peer)
    {
        using (peer) await _serve(peer);
    }
}
