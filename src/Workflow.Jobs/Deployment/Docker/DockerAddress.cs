using System.Net.Sockets;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>Where the Docker engine listens: DOCKER_HOST, else its usual socket.</summary>
public static class DockerAddress
{
    private const string UsualSocket = "unix:///var/run/docker.sock";

    /// <summary>A client for the engine that the environment names.</summary>
    /// <exception cref="DockerException">DOCKER_HOST is of a kind that is not supported.</exception>
    public static HttpClient CreateClient(string? dockerHost)
    {
        string host = string.IsNullOrEmpty(dockerHost) ? UsualSocket : dockerHost;
        if (host.StartsWith("unix://", StringComparison.Ordinal)) return OverSocket(host["unix://".Length..]);
        if (host.StartsWith("tcp://", StringComparison.Ordinal)) return OverTcp(host["tcp://".Length..]);
        throw new DockerException($"DOCKER_HOST={host} is not supported: use unix:///path or tcp://host:port");
    }

    private static HttpClient OverTcp(string address) => new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://{address}"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static HttpClient OverSocket(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
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
        },
        UseProxy = false,
    })
    {
        BaseAddress = new Uri("http://docker"),
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
