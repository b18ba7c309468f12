using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Workflow.Testing.Http;

namespace Workflow.Api.Tests.Gateway;

public sealed class ForwardedStreamsTests
{
    private const int Piece = 1 << 20;
    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_WhoseBodyDoesNotEnd_IsPassedOnWhileItComes()
    {
        var lines = System.Threading.Channels.Channel.CreateUnbounded<string?>();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            while (await reader.ReadLineAsync(context.RequestAborted) is { } line) lines.Writer.TryWrite(line);
            await context.Response.WriteAsync("done", context.RequestAborted);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using RawConnection client = await gateway.OpenAsync();
        await client.SendAsync("POST /endpoints/default/x/model/score HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 5; i++)
        {
            await client.SendAsync($"6\r\nline {i}\r\n1\r\n\n\r\n");
            Assert.Equal($"line {i}", await lines.Reader.ReadAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
        }

        await client.SendAsync("0\r\n\r\n");
        Assert.Contains("done", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WhoseBodyDoesNotEnd_IsPassedOnWhileItComes()
    {
        using var next = new SemaphoreSlim(0);
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            for (int i = 0; ; i++)
            {
                await next.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync($"event {i}\n", context.RequestAborted);
            }
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);

        // The head comes before there is any body.
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri("events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel).WaitAsync(Patience, Cancel);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        for (int i = 0; i < 5; i++)
        {
            next.Release();
            Assert.Equal($"event {i}", await reader.ReadLineAsync(Cancel).AsTask().WaitAsync(Patience, Cancel));
        }
    }

    [Fact]
    public async Task Request_TheTargetReadsNothing_IsHeldBack()
    {
        var release = new TaskCompletionSource();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            await release.Task;
            long length = 0;
            var buffer = new byte[Piece];
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read) length += read;
            await context.Response.WriteAsync($"{length}", context.RequestAborted);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        const int Pieces = 200;
        using RawConnection client = await gateway.OpenAsync();
        await client.SendAsync($"POST /endpoints/default/x/model/score HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {(long)Pieces * Piece}\r\n\r\n");
        int sent = 0;
        Task sending = SendAllAsync();

        // Once nothing moves any more, far less than all has left the client: what lies in the buffers of the connections.
        for (int seen = -1; seen != sent; await Task.WhenAny(sending, Task.Delay(Blocked, Cancel))) seen = sent;
        Assert.InRange(sent, 1, Pieces / 2);
        release.SetResult();
        await sending.WaitAsync(Patience, Cancel);
        Assert.Contains($"\r\n{(long)Pieces * Piece}\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);

        async Task SendAllAsync()
        {
            var piece = new byte[Piece];
            for (; sent < Pieces; sent++) await client.SendAsync(piece);
        }
    }

    [Fact]
    public async Task Answer_TheClientReadsNothing_IsHeldBack()
    {
        const int Pieces = 200;
        int written = 0;
        var done = new TaskCompletionSource();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            context.Response.ContentLength = (long)Pieces * Piece;
            var piece = new byte[Piece];
            for (; written < Pieces; written++) await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            done.SetResult();
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri("rows", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
        for (int seen = -1; seen != written; await Task.WhenAny(done.Task, Task.Delay(Blocked, Cancel))) seen = written;
        Assert.InRange(written, 1, Pieces / 2);
        long length = 0;
        await using Stream stream = await answer.Content.ReadAsStreamAsync(Cancel);
        var buffer = new byte[Piece];
        while (await stream.ReadAsync(buffer, Cancel) is > 0 and var read) length += read;
        Assert.Equal((long)Pieces * Piece, length);
    }

    [Fact]
    public async Task Request_ExpectsToBeToldToContinue_IsToldWhenTheTargetReads()
    {
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/refuse")
            {
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }

            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"got {await reader.ReadToEndAsync(context.RequestAborted)}", context.RequestAborted);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using (RawConnection client = await gateway.OpenAsync())
        {
            await client.SendAsync("POST /endpoints/default/x/take HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            await client.ReadUntilAsync("HTTP/1.1 100 Continue\r\n");
            await client.SendAsync("abc");
            Assert.Contains("got abc", await client.ReadToEndAsync(), StringComparison.Ordinal);
        }

        using (RawConnection client = await gateway.OpenAsync())
        {
            await client.SendAsync("POST /endpoints/default/x/refuse HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3000000\r\n\r\n");
            string answer = await client.ReadUntilAsync("\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_OfManyMegabytesThereAndBack_ComesWhole()
    {
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        byte[] sent = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5_000_000).Select(i => (char)('a' + (i % 26)))));
        using HttpResponseMessage answer = await gateway.Client.PostAsync(new Uri("model/score", UriKind.Relative), new ByteArrayContent(sent), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(sent, await answer.Content.ReadAsByteArrayAsync(Cancel));
    }
}
