using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Workflow.Testing.Registry;

/// <summary>
/// A proxy on loopback that passes on bytes, and cuts a connection in the midst of them: whenever so many bytes in all have gone up, or have
/// come down.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Line _up;
    private readonly Line _down;
    private readonly Task _accepting;
    private readonly bool _ends;

    /// <summary>Starts it.</summary>
    /// <param name="target">Where bytes are passed on to.</param>
    /// <param name="up">After how many bytes to the server a connection is cut, in order; counted over all connections.</param>
    /// <param name="down">The same for bytes from the server.</param>
    /// <param name="ends">Whether connections are ended where they are cut: what was passed on arrives. By default they are reset, and it may be lost.</param>
    public CuttingProxy(Uri target, IEnumerable<long>? up = null, IEnumerable<long>? down = null, bool ends = false)
    {
        _ends = ends;
        _target = target;
        _up = new Line(up ?? []);
        _down = new Line(down ?? []);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"));

    /// <summary>How many connections were cut.</summary>
    public int Cuts => _up.Cuts + _down.Cuts;

    /// <summary>How many bytes went to the server.</summary>
    public long BytesUp => _up.Bytes;

    /// <summary>How many bytes came from the server.</summary>
    public long BytesDown => _down.Bytes;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                await await Task.WhenAny(PassAsync(client, server, _up), PassAsync(server, client, _down));
            }
            catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Both sides see a reset.
            }

            if (_ends) return;
            client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
            server.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, Line line)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            (int passed, bool isCut) = line.Take(read);
            await to.GetStream().WriteAsync(buffer.AsMemory(0, passed), _stop.Token);
            if (isCut) return;
        }
    }

    private sealed class Line(IEnumerable<long> cuts)
    {
        private readonly Lock _lock = new();
        private readonly Queue<long> _next = new(cuts);
        private long _bytes;
        private int _done;

        public long Bytes
        {
            get
            {
                lock (_lock) return _bytes;
            }
        }

        public int Cuts
        {
            get
            {
                lock (_lock) return _done;
            }
        }

        public (int Passed, bool IsCut) Take(int bytes)
        {
            lock (_lock)
            {
                bool isCut = _next.TryPeek(out long next) && _bytes + bytes >= next;
                int passed = isCut ? (int)Math.Max(0, next - _bytes) : bytes;
                _bytes += passed;
                if (!isCut) return (passed, false);
                _next.Dequeue();
                _done++;
                return (passed, true);
            }
        }
    }
}
