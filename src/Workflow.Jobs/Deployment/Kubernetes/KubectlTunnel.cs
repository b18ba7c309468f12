using System.Net.Sockets;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>
/// A way to one workload's scorers on which headers and refusals get through, which <c>kubectl get --raw</c> keeps to itself: <c>kubectl proxy</c> on a
/// socket in a folder that this user alone may enter, open for the one Service and nothing else of the cluster. It ends when it is disposed of.
/// </summary>
internal sealed class KubectlTunnel : IAsyncDisposable
{
    private const int LongestSocketName = 100;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource _end = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("wf-").FullName;
    private readonly HttpMessageInvoker _http;
    private readonly Task _running;

    private KubectlTunnel(Kubectl kubectl, string path)
    {
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellationToken) => await UnixSocket.ConnectAsync(SocketFile, cancellationToken).ConfigureAwait(false),
        });
        _running = RunAsync(kubectl, path);
    }

    private string SocketFile => Path.Combine(_folder, "s");

    /// <summary>Opens it.</summary>
    /// <param name="kubectl">How the cluster is asked.</param>
    /// <param name="path">The path below which everything may be asked for.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="KubernetesException">It does not open.</exception>
    public static async Task<KubectlTunnel> OpenAsync(Kubectl kubectl, string path, CancellationToken cancellationToken)
    {
        var tunnel = new KubectlTunnel(kubectl, path);
        try
        {
            while (!await tunnel.IsOpenAsync(cancellationToken).ConfigureAwait(false))
            {
                if (tunnel._running.IsCompleted) await tunnel._running.ConfigureAwait(false);
                await Task.Delay(LookEvery, cancellationToken).ConfigureAwait(false);
            }

            return tunnel;
        }
        catch
        {
            await tunnel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether it leads nowhere any more.</summary>
    public bool HasEnded => _running.IsCompleted;

    /// <summary>Sends a request through it.</summary>
    /// <exception cref="KubernetesException">It has ended; the message says why.</exception>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            // Its socket is closed a moment before it has ended and everything that it said is read.
            if (!await IsOpenAsync(cancellationToken).ConfigureAwait(false)) await Task.WhenAny(_running, Task.Delay(LongestEnd, cancellationToken)).ConfigureAwait(false);
            if (_running.IsCompleted) await _running.ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _end.Cancel();
        return EndAsync();
    }

    private async ValueTask EndAsync()
    {
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    // The folder goes when nobody listens there any more.
    private async Task RunAsync(Kubectl kubectl, string path)
    {
        try
        {
            if (SocketFile.Length > LongestSocketName) throw new KubernetesException($"the folder for temporary files, {Path.GetTempPath()}, is too deep for a socket: let TMPDIR name another one");
            await kubectl.ProxyAsync(SocketFile, path, _end.Token).ConfigureAwait(false);
            throw new KubernetesException("kubectl proxy has ended by itself");
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // The file is there a moment before somebody listens.
    private async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(SocketFile)) return false;
        try
        {
            await (await UnixSocket.ConnectAsync(SocketFile, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
