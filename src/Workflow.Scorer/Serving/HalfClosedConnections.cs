using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Workflow.Scorer.Serving;

/// <summary>
/// Answers callers that close their sending half behind a request. The server takes that for a caller that has left, and gives its request up; it has
/// left once the connection is reset.
/// </summary>
internal static class HalfClosedConnections
{
    // Of Linux: the protocol's state, CLOSE_WAIT where the other side sends no more.
    private const int Tcp = 6, TcpInformation = 11, TcpInformationBytes = 256;
    private const byte CloseWait = 8;

    /// <summary>Answers such callers of a port.</summary>
    public static void AnswerHalfClosed(this ListenOptions listen) => listen.Use(next => connection => ServeAsync(next, connection));

    private static async Task ServeAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        using var left = new CancellationTokenSource();
        Socket? socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
        CancellationTokenRegistration ended = connection.ConnectionClosed.UnsafeRegister(
            _ =>
            {
                if (socket is null || !IsHalfClosed(socket)) left.Cancel();
            },
            null);
        await using (ended.ConfigureAwait(false))
        {
            connection.ConnectionClosed = left.Token;
            connection.Transport = new HalfClosedTransport(connection.Transport);
            await next(connection).ConfigureAwait(false);
        }
    }

    private static bool IsHalfClosed(Socket socket)
    {
        try
        {
            Span<byte> state = stackalloc byte[TcpInformationBytes];
            return OperatingSystem.IsLinux() && socket.GetRawSocketOption(Tcp, TcpInformation, state) > 0 && state[0] == CloseWait;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
