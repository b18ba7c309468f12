using System.Net.Sockets;

namespace Workflow.Scorer.Delivery;

/// <summary>Whoever is sent things by HTTP.</summary>
internal static class Receiver
{
    /// <summary>
    /// A client that goes nowhere else: what was sent by POST would come to another address as a GET without it, and HTTPS would end a process that has no
    /// OpenSSL.
    /// </summary>
    /// <param name="timeout">Time for an answer.</param>
    /// <param name="socket">The socket of this machine that leads there, whatever an address says; null for the network.</param>
    public static HttpClient Client(TimeSpan timeout, string? socket = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (socket is not null)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken);
        }

        return new HttpClient(handler) { Timeout = timeout };
    }

    /// <summary>An address as the log may tell it: without a user, a password or a query, in which keys stand.</summary>
    public static string Name(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
