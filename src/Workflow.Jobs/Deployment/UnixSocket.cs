using System.Net.Sockets;

namespace Workflow.Jobs.Deployment;

/// <summary>Connections to programs of this machine that listen on a socket with a file's name.</summary>
internal static class UnixSocket
{
    /// <summary>Connects; the stream owns the connection.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
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
