using System.IO.Pipes;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>Where the Docker engine listens: DOCKER_HOST, else its usual socket or pipe.</summary>
public static class DockerAddress
{
    /// <summary>What stands for the host where the engine is reached by a socket or a pipe.</summary>
    internal const string ThisMachine = "docker";

    private const string UsualSocket = "unix:///var/run/docker.sock";
    private const string UsualPipe = "npipe:////./pipe/docker_engine";
    private const string PipePrefix = "npipe:////";

    /// <summary>A client for the engine that this process's environment names.</summary>
    /// <exception cref="DockerException">DOCKER_HOST is of a kind that is not supported, or certificates are missing.</exception>
    public static HttpClient CreateClient() =>
        CreateClient(Environment.GetEnvironmentVariable("DOCKER_HOST"), DockerTls.Read(Environment.GetEnvironmentVariable));

    /// <summary>A client for an engine.</summary>
    /// <param name="dockerHost">Its address, as DOCKER_HOST has it; null or empty for the usual one.</param>
    /// <param name="tls">Certificates for an address of tcp; null for none.</param>
    /// <exception cref="DockerException">The address is of a kind that is not supported, or certificates are missing.</exception>
    public static HttpClient CreateClient(string? dockerHost, DockerTls? tls = null)
    {
        string host = !string.IsNullOrEmpty(dockerHost) ? dockerHost : OperatingSystem.IsWindows() ? UsualPipe : UsualSocket;
        if (host.StartsWith("unix://", StringComparison.Ordinal)) return Over(cancellationToken => UnixSocket.ConnectAsync(host["unix://".Length..], cancellationToken));
        if (host.StartsWith(PipePrefix, StringComparison.Ordinal)) return OverPipe(host);
        if (host.StartsWith("tcp://", StringComparison.Ordinal)) return OverTcp(host["tcp://".Length..], tls);
        throw new DockerException($"DOCKER_HOST={host} is not supported: use unix:///path, tcp://host:port or npipe:////./pipe/name");
    }

    private static HttpClient OverTcp(string address, DockerTls? tls) => new(new DockerApiHandler(tls?.CreateHandler() ?? new SocketsHttpHandler { UseProxy = false }))
    {
        BaseAddress = new Uri($"{(tls is null ? "http" : "https")}://{address}"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    // npipe:////./pipe/docker_engine: the server is a dot, then the name.
    private static HttpClient OverPipe(string host)
    {
        if (host[PipePrefix.Length..].Split('/') is not [var server, "pipe", { Length: > 0 } name]) throw new DockerException($"DOCKER_HOST={host} is no pipe: npipe:////./pipe/name is expected");
        return Over(async cancellationToken =>
        {
            var pipe = new NamedPipeClientStream(server, name, PipeDirection.InOut, PipeOptions.Asynchronous);
            try
            {
                await pipe.ConnectAsync(cancellationToken).ConfigureAwait(false);
                return pipe;
            }
            catch
            {
                await pipe.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        });
    }

    private static HttpClient Over(Func<CancellationToken, Task<Stream>> connectAsync) => new(new DockerApiHandler(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) => await connectAsync(cancellationToken).ConfigureAwait(false),
        UseProxy = false,
    }))
    {
        BaseAddress = new Uri($"http://{ThisMachine}"),
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
