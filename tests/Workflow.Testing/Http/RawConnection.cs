using System.Net.Sockets;
using System.Text;

namespace Workflow.Testing.Http;

/// <summary>A connection on which a test says exactly what it wants, and when.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly StringBuilder _received = new();

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Reads until a text has come.</summary>
    /// <returns>Everything that has come so far.</returns>
    public async Task<string> ReadUntilAsync(string text)
    {
        while (!_received.ToString().Contains(text, StringComparison.Ordinal))
        {
            if (!await ReadAsync()) Assert.Fail($"the connection ended before '{text}' came: {_received}");
        }

        return _received.ToString();
    }

    /// <summary>Reads until the other side ends the connection.</summary>
    /// <returns>Everything that has come.</returns>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            while (await ReadAsync())
            {
            }
        }
        catch (IOException)
        {
            // Ended by a reset.
        }

        return _received.ToString();
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> ReadAsync()
    {
        var buffer = new byte[4096];
        int read = await _client.GetStream().ReadAsync(buffer, TestContext.Current.CancellationToken);
        _received.Append(Encoding.UTF8.GetString(buffer, 0, read));
        return read > 0;
    }
}
