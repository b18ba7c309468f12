using System.Net;
using Microsoft.AspNetCore.Http;
using Workflow.Api.Gateway;
using Workflow.Api.Tests.TestData;
using Workflow.Testing.Http;
using Workflow.Testing.Time;

namespace Workflow.Api.Tests.Gateway;

public sealed class ForwardedFailuresTests
{
    private static readonly GatewayOptions Hasty = new() { SwitchPatience = TimeSpan.FromMilliseconds(50), SwitchPause = TimeSpan.FromMilliseconds(5) };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_ToAnUnknownEndpoint_Answers404WithoutReadingItsBody()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(RunningGateway.Nobody());
        using RawConnection client = await gateway.OpenAsync();
        await client.SendAsync("POST /endpoints/default/nowhere/model/score HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1000000000\r\n\r\n");
        string answer = await client.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        using HttpResponseMessage other = await gateway.Client.GetAsync(new Uri("/endpoints/mine/x/", UriKind.Relative), Cancel);
        Assert.Equal("there is no endpoint 'x' in project 'mine'", await Problems.AssertAsync(other, HttpStatusCode.NotFound, "not-found"));
    }

    [Fact]
    public async Task Request_ToAnotherAddress_IsLeftToTheServer()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri("/api/v1/endpoints", UriKind.Relative), Cancel);
        Assert.Equal(StatusCodes.Status418ImATeapot, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Request_BeforeTheRoutesAreKnown_Answers503()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await AssertAsync(gateway, "ping", HttpStatusCode.ServiceUnavailable, "routes-unknown", retryAfter: 1);
    }

    [Fact]
    public async Task Request_ToAStoppedEndpoint_Answers503()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set();
        await AssertAsync(gateway, "ping", HttpStatusCode.ServiceUnavailable, "endpoint-stopped", retryAfter: 5);
    }

    [Fact]
    public async Task Request_ForAnotherProtocol_Answers501()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(RunningGateway.Nobody());
        using RawConnection client = await gateway.OpenAsync();
        await client.SendAsync("GET /endpoints/default/x/live HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 501", await client.ReadUntilAsync("upgrade-refused"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatOnlyOffersHttp2_IsAnswered()
    {
        await using LoopbackServer target = await LoopbackServer.StartAsync(context => context.Response.WriteAsync(context.Request.Headers.Upgrade.ToString() + "fine", Cancel));
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using RawConnection client = await gateway.OpenAsync();
        await client.SendAsync("GET /endpoints/default/x/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQ\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await client.ReadUntilAsync("\r\nfine"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("example.org")]
    [InlineData("127.0.0.1.example.org")]
    public async Task Request_UnderAForeignHost_IsRefused(string host)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(RunningGateway.Nobody());
        using var request = new HttpRequestMessage(HttpMethod.Get, "ping") { Headers = { Host = host } };
        await Problems.AssertAsync(await gateway.Client.SendAsync(request, Cancel), HttpStatusCode.MisdirectedRequest, "host-refused");
    }

    [Fact]
    public async Task Target_TakesNoConnection_Answers502AfterItsPatience()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Hasty);
        gateway.Routes.Set(RunningGateway.Nobody());
        await AssertAsync(gateway, "ping", HttpStatusCode.BadGateway, "endpoint-unreachable");
        Assert.True(gateway.Routes.Refreshes > 0);
    }

    [Fact]
    public async Task Target_AnswersNoHttp_Answers502()
    {
        using RawTarget target = RawTarget.Start(async peer =>
        {
            await peer.ReadUntilAsync("\r\n\r\n");
            await peer.SendAsync("220 smtp.example.org ready\r\n\r\n");
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync(Hasty);
        gateway.Routes.Set(target.Url);
        await AssertAsync(gateway, "ping", HttpStatusCode.BadGateway, "endpoint-unreadable");
        Assert.Equal(1, target.Connections);
    }

    [Fact]
    public async Task Target_IsSilent_Answers504AndIsLeftAlone()
    {
        var arrived = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            using CancellationTokenRegistration told = context.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        var time = new ManualTimeProvider();
        await using RunningGateway gateway = await RunningGateway.StartAsync(time: time);
        gateway.Routes.Set(target.Url);
        Task<HttpResponseMessage> asked = gateway.Client.PostAsync(new Uri("model/score", UriKind.Relative), new StringContent("{}"), Cancel);
        await arrived.Task.WaitAsync(Patience, Cancel);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(asked.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        await Problems.AssertAsync(await asked, HttpStatusCode.GatewayTimeout, "endpoint-silent");
        await left.Task.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Target_IsSlowOnceItAnswers_IsWaitedFor()
    {
        var go = new TaskCompletionSource();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("a", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await go.Task;
            await context.Response.WriteAsync("b", Cancel);
        });
        var time = new ManualTimeProvider();
        await using RunningGateway gateway = await RunningGateway.StartAsync(time: time);
        gateway.Routes.Set(target.Url);
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri("slow", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
        time.Advance(TimeSpan.FromSeconds(119));
        go.SetResult();
        Assert.Equal("ab", await answer.Content.ReadAsStringAsync(Cancel));
    }

    // A machine that has lost its power resets no connection.
    [Fact]
    public async Task Target_FallsSilentInTheMiddle_TheClientIsNotHeldForEver()
    {
        using RawTarget target = RawTarget.Start(async peer =>
        {
            await peer.ReadUntilAsync("\r\n\r\n");
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
            await Task.Delay(Timeout.InfiniteTimeSpan, Cancel);
        });
        var time = new ManualTimeProvider();
        await using RunningGateway gateway = await RunningGateway.StartAsync(time: time);
        gateway.Routes.Set(target.Url);
        using HttpResponseMessage response = await gateway.Client.GetAsync(new Uri("rows", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using Stream body = await response.Content.ReadAsStreamAsync(Cancel);
        Assert.Equal(5, await body.ReadAtLeastAsync(new byte[5], 5, cancellationToken: Cancel));
        await time.WhenTimerAsync(TimeSpan.FromMinutes(2)).WaitAsync(Patience, Cancel);
        time.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAnyAsync<IOException>(async () => await body.ReadExactlyAsync(new byte[1], Cancel).AsTask().WaitAsync(Patience, Cancel));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTrailer: X-End\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n")]
    public async Task Target_BreaksOffInTheMiddle_TheClientSeesThatTheAnswerIsNotWhole(string answer)
    {
        using var cut = new SemaphoreSlim(0);
        using RawTarget target = RawTarget.Start(async peer =>
        {
            await peer.ReadUntilAsync("\r\n\r\n");
            await peer.SendAsync(answer);
            await cut.WaitAsync(Cancel);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using HttpResponseMessage response = await gateway.Client.GetAsync(new Uri("rows", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using Stream body = await response.Content.ReadAsStreamAsync(Cancel);
        Assert.Equal(5, await body.ReadAtLeastAsync(new byte[5], 5, cancellationToken: Cancel));
        cut.Release();
        await Assert.ThrowsAnyAsync<IOException>(async () => await body.ReadExactlyAsync(new byte[1], Cancel).AsTask().WaitAsync(Patience, Cancel));
        Assert.Equal(1, target.Connections);
    }

    [Fact]
    public async Task Client_GoesAway_TheTargetIsToldSo()
    {
        var arrived = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            using CancellationTokenRegistration told = context.RequestAborted.Register(left.SetResult);
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using (RawConnection client = await gateway.OpenAsync())
        {
            await client.SendAsync("POST /endpoints/default/x/model/score HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
            await arrived.Task.WaitAsync(Patience, Cancel);
        }

        await left.Task.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Client_BreaksOffInItsBody_TheTargetNeverSeesAWholeRequest()
    {
        var cut = new TaskCompletionSource<bool>();
        var arrived = new TaskCompletionSource();
        await using LoopbackServer target = await LoopbackServer.StartAsync(async context =>
        {
            arrived.SetResult();
            try
            {
                await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
                cut.SetResult(false);
            }
            catch (IOException)
            {
                cut.SetResult(true);
                throw;
            }
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using (RawConnection client = await gateway.OpenAsync())
        {
            await client.SendAsync("POST /endpoints/default/x/model/score HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n");
            await arrived.Task.WaitAsync(Patience, Cancel);
        }

        Assert.True(await cut.Task.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task Client_SendsNoHttpInItsBody_Answers400()
    {
        await using LoopbackServer target = await LoopbackServer.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Routes.Set(target.Url);
        using RawConnection client = await gateway.OpenAsync();
        await client.SendAsync("POST /endpoints/default/x/model/score HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");
        Assert.StartsWith("HTTP/1.1 400", await client.ReadUntilAsync("request-invalid"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_IsLoggedWithoutBodiesAndKeys()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Hasty);
        gateway.Routes.Set(RunningGateway.Nobody());
        using var request = new HttpRequestMessage(HttpMethod.Post, "model/score?key=secret-q") { Content = new StringContent("secret-body") };
        request.Headers.Add("Authorization", "Bearer secret-key");
        request.Headers.Add("x-sticky-key", "secret-sticky");
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains(gateway.Log.Lines, line => line.Contains("x: a request to m@1 failed: Unreachable", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    private static async Task AssertAsync(RunningGateway gateway, string path, HttpStatusCode status, string code, int? retryAfter = null)
    {
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Contains("'x' of project 'default'", await Problems.AssertAsync(answer, status, code), StringComparison.Ordinal);
        Assert.Equal(retryAfter, answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }
}
