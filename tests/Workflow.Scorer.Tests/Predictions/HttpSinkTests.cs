using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Workflow.Scorer.Predictions;
using Workflow.Testing.Files;
using Workflow.Testing.Http;

namespace Workflow.Scorer.Tests.Predictions;

public sealed class HttpSinkTests
{
    private static readonly byte[] Lines = Encoding.UTF8.GetBytes("{\"a\":1}\n");

    [Fact]
    public async Task Write_TheReceiverFailsFirst_TriesAgainAndShowsItsKey()
    {
        var statuses = new ConcurrentQueue<int>([503, 429, 204]);
        var requests = new ConcurrentQueue<string>();
        await using LoopbackServer server = await LoopbackServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            requests.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.ContentType} {context.Request.Headers.Authorization} {await reader.ReadToEndAsync()}");
            Assert.True(statuses.TryDequeue(out int status));
            context.Response.StatusCode = status;
        });
        using var sink = new HttpSink(new Uri(server.Url, "/predictions"), "secret", TimeProvider.System);
        await sink.WriteAsync(Lines, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Repeat("POST /predictions application/x-ndjson Bearer secret {\"a\":1}\n", 3), requests);
    }

    [Fact]
    public async Task Write_TheReceiverRefuses_SaysSo()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        using var sink = new HttpSink(server.Url, null, TimeProvider.System);
        IOException lost = await Assert.ThrowsAsync<IOException>(() => sink.WriteAsync(Lines, TestContext.Current.CancellationToken));
        Assert.EndsWith("answers with status 404", lost.Message, StringComparison.Ordinal);
    }

    // There it would be a GET without the lines; and the log does not tell the keys of an address.
    [Fact]
    public async Task Write_TheReceiverSendsElsewhere_GoesNowhereAndTellsNoKey()
    {
        var methods = new ConcurrentQueue<string>();
        await using LoopbackServer server = await LoopbackServer.StartAsync(context =>
        {
            methods.Enqueue(context.Request.Method);
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        var address = new UriBuilder(new Uri(server.Url, "/predictions")) { UserName = "me", Password = "word", Query = "?key=secret" };
        using var sink = new HttpSink(address.Uri, "from a file\n", TimeProvider.System);
        IOException lost = await Assert.ThrowsAsync<IOException>(() => sink.WriteAsync(Lines, TestContext.Current.CancellationToken));
        Assert.Equal($"{new Uri(server.Url, "/predictions")} answers with status 302", lost.Message);
        Assert.Equal(["POST"], methods);
    }

    [Fact]
    public async Task Write_ToASocket_AsksWorkflowThere()
    {
        using var folder = new TemporaryFolder();
        var requests = new ConcurrentQueue<string>();
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                requests.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization} {await reader.ReadToEndAsync()}");
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            },
            socket: folder.File("a socket"));
        using var sink = new HttpSink(new Uri($"unix://{folder.File("a%20socket")}"), "secret", TimeProvider.System);
        await sink.WriteAsync(Lines, TestContext.Current.CancellationToken);
        Assert.Equal(["POST /api/v1/predictions Bearer secret {\"a\":1}\n"], requests);
    }

    [Fact]
    public async Task Write_NobodyListensAndTheTimeIsOver_Ends()
    {
        using var end = new CancellationTokenSource();
        using var sink = new HttpSink(new Uri("http://127.0.0.1:1/"), null, TimeProvider.System);
        Task writing = sink.WriteAsync(Lines, end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }
}
