using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Workflow.Testing.Http;

/// <summary>A receiver of webhooks on loopback that keeps bodies and answers every request with one status.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly int _status;
    private LoopbackServer _server = null!;

    private HookReceiver(int status) => _status = status;

    /// <summary>Its port.</summary>
    public int Port => _server.Url.Port;

    /// <summary>What it received.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    /// <summary>Starts it.</summary>
    public static async Task<HookReceiver> StartAsync(int status)
    {
        var receiver = new HookReceiver(status);
        receiver._server = await LoopbackServer.StartAsync(receiver.AnswerAsync);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
        context.Response.StatusCode = _status;
    }
}
