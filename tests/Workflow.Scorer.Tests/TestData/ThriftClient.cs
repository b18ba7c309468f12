using System.Net;
using System.Net.Sockets;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>A connection on which a test says exactly what it wants, and reads whole answers.</summary>
internal sealed class ThriftClient : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly bool _isFramed;
    private readonly bool _isStrict;
    private byte[] _received = [];
    private NetworkStream? _stream;

    private ThriftClient(bool isFramed, bool isStrict)
    {
        _isFramed = isFramed;
        _isStrict = isStrict;
    }

    public static async Task<ThriftClient> OpenAsync(int port, bool isFramed = false, bool isStrict = true)
    {
        var client = new ThriftClient(isFramed, isStrict);
        await client._client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        client._stream = client._client.GetStream();
        return client;
    }

    public byte[] Message(string method, byte[]? arguments = null, int sequenceId = 1) => ThriftCalls.Message(method, arguments, _isFramed, _isStrict, sequenceId);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream!.WriteAsync(bytes, TestContext.Current.CancellationToken);

    public async Task<ThriftReply> CallAsync(string method, byte[]? arguments = null)
    {
        await SendAsync(Message(method, arguments));
        return await ReadAsync();
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads an answer.</summary>
    public async Task<ThriftReply> ReadAsync() => await TryReadAsync() ?? throw new InvalidOperationException("the connection ended before the answer did");

    /// <summary>Reads an answer.</summary>
    /// <returns>Null where the connection ends instead.</returns>
    public async Task<ThriftReply?> TryReadAsync()
    {
        ThriftReply? reply;
        while (!TryTake(out reply))
        {
            if (!await ReceiveAsync()) return null;
        }

        return reply;
    }

    /// <summary>Reads until the other side ends the connection.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReceiveAsync())
        {
        }
    }

    public void Dispose() => _client.Dispose();

    private bool TryTake(out ThriftReply? reply)
    {
        ReadOnlySpan<byte> rest = _received;
        reply = ThriftReply.TryRead(ref rest, _isFramed, _isStrict);
        if (reply is not null) _received = rest.ToArray();
        return reply is not null;
    }

    private async Task<bool> ReceiveAsync()
    {
        var buffer = new byte[1 << 20];
        try
        {
            int read = await _stream!.ReadAsync(buffer, TestContext.Current.CancellationToken);
            _received = [.. _received, .. buffer.AsSpan(0, read)];
            return read > 0;
        }
        catch (IOException)
        {
            // Ended by a reset.
            return false;
        }
    }
}
