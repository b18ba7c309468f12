using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Workflow.Testing.Http;

/// <summary>A receiver of webhooks on loopback that keeps bodies and answers every request with one status.</summary>
public sealed class HookReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _bodies = new();

    /// <summary>Starts it.</summary>
    public HookReceiver(int status)
    {
        Port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = AnswerAsync(status);
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>What it received.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task AnswerAsync(int status)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                _bodies.Enqueue(await reader.ReadToEndAsync());
                context.Response.StatusCode = status;
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
