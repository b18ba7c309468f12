using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>A connection to a scorer whose bytes, and whose end, are ours to choose.</summary>
internal sealed class HttpSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Connects.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="from">The address of the sender; null for any. Each has ports of its own.</param>
    public static async Task<HttpSocket> OpenAsync(Uri address, IPAddress? from = null)
    {
        var connection = new HttpSocket();
        if (from is not null) connection._socket.Bind(new IPEndPoint(from, 0));
        await connection._socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes, or as many of them as the other side takes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            for (; !bytes.IsEmpty;) bytes = bytes[await _socket.SendAsync(bytes, TestContext.Current.CancellationToken)..];
        }
        catch (SocketException)
        {
            // It has refused the connection: what it said of that can still be read.
        }
    }

    /// <summary>Closes the half of the connection by which nothing more is sent.</summary>
    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It is closed already.
        }
    }

    /// <summary>Ends the connection at once, without a word.</summary>
    public void Reset() => _socket.Close(0);

    /// <summary>Everything that comes until the other side ends the connection.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        while (await ReadAsync() is { Length: > 0 } piece) all.Write(piece);
        return all.ToArray();
    }

    /// <summary>What has come of an answer up to a text, and the text.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var all = new StringBuilder();
        while (!all.ToString().Contains(end, StringComparison.Ordinal))
        {
            byte[] piece = await ReadAsync();
            if (piece.Length == 0) throw new EndOfStreamException($"the connection ended behind: {all}");
            all.Append(Encoding.UTF8.GetString(piece));
        }

        return all.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> ReadAsync()
    {
        var buffer = new byte[16 << 10];
        try
        {
            return buffer[..await _socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)];
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
