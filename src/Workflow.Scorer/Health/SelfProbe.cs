using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Workflow.Scorer.Health;

/// <summary>Asks the scorer on this host whether it is ready. The image has no shell and no curl, so the binary is its own health check.</summary>
internal static class SelfProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Asks.</summary>
    /// <returns>Exit code: 0 for ready, 1 for anything else.</returns>
    public static async Task<int> RunAsync(ScorerOptions options)
    {
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, options.Port, limit.Token).ConfigureAwait(false);
            await socket.SendAsync("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), limit.Token).ConfigureAwait(false);
            var buffer = new byte[16];
            int received = 0;
            while (received < buffer.Length && await socket.ReceiveAsync(buffer.AsMemory(received), limit.Token).ConfigureAwait(false) is > 0 and var more) received += more;
            return Encoding.ASCII.GetString(buffer, 0, received).StartsWith("HTTP/1.1 200", StringComparison.Ordinal) ? 0 : 1;
        }
        catch (Exception unreachable) when (unreachable is SocketException or OperationCanceledException)
        {
            return 1;
        }
    }
}
