using System.Net.Sockets;
using System.Text;

namespace Workflow.Api.Tests.Gateway;

/// <summary>One connection to a <see cref="RawTarget"/>.</summary>
/// <param name="client">The connection.</param>
/// <param name="number">Which one it is, from 1.</param>
internal sealed class RawPeer(TcpClient client, int number) : IDisposable
{
    private readonly StringBuilder _received = new();

    /// <summary>Which connection it is, from 1.</summary>
    public int Number => number;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Reads until a text has come.</summary>
    /// <returns>Everything that has come so far; null where the other side ended the connection before.</returns>
    public async Task<string?> ReadUntilAsync(string text)
    {
        var buffer = new byte[4096];
        while (!_received.ToString().Contains(text, StringComparison.Ordinal))
        {
            int read = await client.GetStream().ReadAsync(buffer, Cancel);
            if (read == 0) return null;
            _received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return _received.ToString();
    }

    /// <summary>Reads until the other side ends the connection, however.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            var buffer = new byte[4096];
            while (await client.GetStream().ReadAsync(buffer, Cancel) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Ended by a reset.
        }
    }

    public async Task SendAsync(string text) => await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), Cancel);

    /// <summary>Forgets what has come, before the next request on this connection.</summary>
    public void Forget() => _received.Clear();

    public void Dispose() => client.Dispose();
}
