using System.Net;
using Microsoft.AspNetCore.Http;
using Workflow.Api.Gateway;
using Workflow.Api.Tests.TestData;
using Workflow.Testing.Http;
using Workflow.Testing.Time;

namespace Workflow.Api.Tests.Gateway;

public sealed class TargetCircuitTests
{
    private static readonly GatewayOptions Options = new() { CircuitFewestRequests = 10 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StatusCodes.Status502BadGateway)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    [InlineData(StatusCodes.Status504GatewayTimeout)]
    public async Task Target_FailsMostly_OpensClosesAgainAfterAProbe(int status)
    {
        int answer = status, asked = 0;
        await using LoopbackServer target = await LoopbackServer.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = Volatile.Read(ref answer);
            return context.Response.WriteAsync("theirs", Cancel);
        });
        var time = new ManualTimeProvider();
        await using RunningGateway gateway = await RunningGateway.StartAsync(Options, time);
        gateway.Routes.Set(target.Url);
        for (int i = 0; i < 10; i++) Assert.Equal((status, "theirs"), await AskAsync(gateway));
        Assert.Single(gateway.Breakers.Open);

        // Nothing is sent any more, until the circuit tries one.
        using (HttpResponseMessage refused = await gateway.Client.GetAsync(new Uri("ping", UriKind.Relative), Cancel))
        {
            await Problems.AssertAsync(refused, HttpStatusCode.ServiceUnavailable, "circuit-open");
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 5);
        }

        Assert.Equal(10, asked);
        time.Advance(Options.CircuitBreak);
        Assert.Equal((status, "theirs"), await AskAsync(gateway));
        Assert.Equal(11, asked);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, (await AskAsync(gateway)).Status);
        Assert.Equal(11, asked);
        Volatile.Write(ref answer, StatusCodes.Status200OK);
        time.Advance(Options.CircuitBreak);
        for (int i = 0; i < 5; i++) Assert.Equal((StatusCodes.Status200OK, "theirs"), await AskAsync(gateway));
        Assert.Empty(gateway.Breakers.Open);
    }

    [Fact]
    public async Task Target_FailsLessThanHalf_StaysClosed()
    {
        int asked = 0;
        await using LoopbackServer target = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref asked) % 3 == 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return Task.CompletedTask;
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync(Options, new ManualTimeProvider());
        gateway.Routes.Set(target.Url);
        for (int i = 0; i < 60; i++) await AskAsync(gateway);
        Assert.Equal(60, asked);
        Assert.Empty(gateway.Breakers.Open);
    }

    [Fact]
    public async Task Target_RefusesWhatIsWrong_StaysClosed()
    {
        await using LoopbackServer target = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Query.ContainsKey("mine") ? StatusCodes.Status400BadRequest : StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync(Options, new ManualTimeProvider());
        gateway.Routes.Set(target.Url);
        for (int i = 0; i < 30; i++) await AskAsync(gateway, i % 2 == 0 ? "ping" : "ping?mine");
        Assert.Empty(gateway.Breakers.Open);
    }

    [Fact]
    public async Task Target_IsAnother_HasACircuitOfItsOwn()
    {
        await using LoopbackServer bad = await LoopbackServer.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using LoopbackServer good = await LoopbackServer.StartAsync(context => context.Response.WriteAsync("good", Cancel));
        await using RunningGateway gateway = await RunningGateway.StartAsync(Options, new ManualTimeProvider());
        gateway.Routes.Set(bad.Url);
        for (int i = 0; i < 12; i++) await AskAsync(gateway);
        Assert.Single(gateway.Breakers.Open);
        gateway.Routes.Set(good.Url);
        Assert.Equal((StatusCodes.Status200OK, "good"), await AskAsync(gateway));

        // Nothing goes to the other one any more: its circuit is nothing to tell of.
        Assert.Empty(gateway.Breakers.Open);
    }

    private static async Task<(int Status, string Body)> AskAsync(RunningGateway gateway, string path = "ping")
    {
        using HttpResponseMessage answer = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
