using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Http;

namespace Workflow.Jobs.Tests.Notifications;

/// <summary>A receiver on loopback that answers as a test says, request by request, and with 200 from then on.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<RequestDelegate> _answers = new();
    private readonly ConcurrentQueue<Request> _received = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LoopbackServer _server = null!;

    private WebhookReceiver()
    {
    }

    public Uri Url => new(_server.Url, "/hook?token=t");

    public IReadOnlyList<Request> Received => [.. _received];

    /// <summary>Completes at the first request.</summary>
    public Task First => _first.Task;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        receiver._server = await LoopbackServer.StartAsync(receiver.AnswerAsync);
        return receiver;
    }

    public WebhookReceiver Answer(RequestDelegate answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public WebhookReceiver Answer(int status, string body = "") => Answer(context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        IHeaderDictionary headers = context.Request.Headers;
        _received.Enqueue(new Request(
            $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), context.Request.ContentType, body.ToArray()));
        _first.TrySetResult();
        if (_answers.TryDequeue(out RequestDelegate? answer)) await answer(context);
    }

    internal sealed record Request(string Line, string Id, string Timestamp, string Signature, string? ContentType, byte[] Body)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public string Event => Json.GetProperty("event").GetString()!;

        /// <summary>Verifies as the convention says, by nothing of the program's own.</summary>
        public bool IsSignedBy(string secret)
        {
            using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
            byte[] expected = hmac.ComputeHash([.. Encoding.UTF8.GetBytes(Id), (byte)'.', .. Encoding.UTF8.GetBytes(Timestamp), (byte)'.', .. Body]);
            return Signature == "v1," + Convert.ToBase64String(expected);
        }
    }
}
