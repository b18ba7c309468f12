using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Workflow.Testing.Http;

/// <summary>Clients of a Unix socket.</summary>
public static class SocketClient
{
    /// <summary>A client that asks by a socket, whatever host an address names.</summary>
    /// <param name="socket">Path of the socket.</param>
    /// <param name="key">The key that it shows; null for none.</param>
    public static HttpClient Open(string socket, string? key)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://predictions"),
        };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }
}
