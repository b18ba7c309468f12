using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Workflow.Testing.Http;

/// <summary>A collector of OpenTelemetry on loopback that takes traces by OTLP/HTTP with Protocol Buffers.</summary>
public sealed class TraceReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<TraceSpan> _spans = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private LoopbackServer _server = null!;

    private TraceReceiver()
    {
    }

    /// <summary>What OTEL_EXPORTER_OTLP_ENDPOINT names.</summary>
    public Uri Address => _server.Url;

    /// <summary>What it received.</summary>
    public IReadOnlyList<TraceSpan> Spans => [.. _spans];

    /// <summary>Path and content type of every request.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Starts it.</summary>
    public static async Task<TraceReceiver> StartAsync()
    {
        var receiver = new TraceReceiver();
        receiver._server = await LoopbackServer.StartAsync(receiver.TakeAsync);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _requests.Enqueue($"{context.Request.Path} {context.Request.ContentType}");
        foreach (TraceSpan span in TraceSpan.ReadAll(body.ToArray())) _spans.Enqueue(span);
        context.Response.ContentType = "application/x-protobuf";
    }
}
