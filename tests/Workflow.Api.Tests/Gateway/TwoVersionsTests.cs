using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Workflow.Api.Gateway;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Testing.Http;

namespace Workflow.Api.Tests.Gateway;

/// <summary>Two versions at one endpoint: shares, what is counted, copies and their comparison, and what happens where the second fails.</summary>
public sealed class TwoVersionsTests : IAsyncLifetime
{
    private const string Request = """{"fields":["a"],"rows":[["1"]]}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ConcurrentQueue<string> _copies = new();
    private readonly TaskCompletionSource _copied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningGateway _gateway = null!;
    private LoopbackServer _first = null!;
    private LoopbackServer _second = null!;
    private string _firstAnswer = """{"score":[["0.9","0.1"],["0.4","0.6"]]}""";
    private string _secondAnswer = """{"score":[["0.8","0.2"],["0.7","0.3"]]}""";
    private int _secondStatus = StatusCodes.Status200OK;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync();
        _first = await LoopbackServer.StartAsync(context => AnswerAsync(context, _firstAnswer, StatusCodes.Status200OK));
        _second = await LoopbackServer.StartAsync(context => AnswerAsync(context, _secondAnswer, _secondStatus));
        await _gateway.Copies.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Split_ManyRequests_KeepsTheSharesAndCountsBoth()
    {
        _gateway.Routes.Set(Route(30));
        for (int i = 0; i < 100; i++) Assert.Equal(HttpStatusCode.OK, (await ScoreAsync()).StatusCode);
        Dictionary<string, ArmCounts> counts = Counts();
        Assert.Equal(100, counts["m@1"].Requests + counts["m@2"].Requests);
        Assert.InRange(counts["m@2"].Requests, 28, 32);
        Assert.Equal(counts["m@2"].Requests, counts["m@2"].Latencies.Sum());
        Assert.Equal(0, counts["m@1"].Errors);
    }

    [Fact]
    public async Task Split_SameStickyKey_StaysWithOneVersion()
    {
        _gateway.Routes.Set(Route(50));
        _gateway.Client.DefaultRequestHeaders.Add("X-Sticky-Key", "rig-7");
        for (int i = 0; i < 20; i++) await ScoreAsync();
        Assert.Equal(20, Assert.Single(Counts()).Value.Requests);
    }

    [Fact]
    public async Task OneVersion_IsCountedByTheDayAlone()
    {
        _gateway.Routes.Set(_first.Url);
        string today = TrafficDay.EpochOf(TimeProvider.System.GetUtcNow());
        await ScoreAsync();
        (ArmKey arm, ArmCounts counts) = Assert.Single(_gateway.Statistics.TakeChanged(_gateway.Routes.Current));
        Assert.Contains(arm.Epoch, (string[])[today, TrafficDay.EpochOf(TimeProvider.System.GetUtcNow())]);
        Assert.Equal((1, 0), (counts.Requests, counts.Errors));
    }

    [Fact]
    public async Task TwoVersions_EachIsCountedByTheDayToo()
    {
        _gateway.Routes.Set(Route(30));
        for (int i = 0; i < 10; i++) await ScoreAsync();
        IReadOnlyList<(ArmKey Arm, ArmCounts Counts)> changed = _gateway.Statistics.TakeChanged(_gateway.Routes.Current);
        Assert.Equal(10, changed.Where(one => TrafficDay.Is(one.Arm.Epoch)).Sum(one => one.Counts.Requests));
        Assert.Equal(10, changed.Where(one => one.Arm.Epoch == "1").Sum(one => one.Counts.Requests));
    }

    // The client has the first version's answer; the copy is compared with it, row by row.
    [Fact]
    public async Task Shadow_AnotherAnswer_IsComparedAndKeptAndNobodySeesIt()
    {
        RouteTarget shadow = Target(_second, 0, "m@2");
        _gateway.Routes.Set(new EndpointRoute("default", "x", [Target(_first, 100, "m@1"), shadow]) { Epoch = "1", Shadow = shadow, ShadowShare = 100 });

        using HttpResponseMessage answer = await ScoreAsync();
        Assert.Equal(_firstAnswer, await answer.Content.ReadAsStringAsync(Cancel));

        ArmCounts counts = await ComparedAsync("m@2");
        Assert.Equal((2, 1, 0, 1), (counts.Compared, counts.Flips, counts.Uncompared, counts.Requests));
        Assert.Equal(0.3, counts.LargestDifference, 12);
        (ArmKey arm, ComparedAnswer kept) = Assert.Single(_gateway.Differing.Take());
        Assert.Equal(new ArmKey("default", "x", "1", "m@2"), arm);
        Assert.Equal((_firstAnswer, _secondAnswer, 1L), (kept.First, kept.Second, kept.Flips));
        Assert.Equal([Request, Request], _copies);
    }

    [Fact]
    public async Task Shadow_Fails_IsCountedAsItsErrorAndTheClientSeesNothing()
    {
        _secondStatus = StatusCodes.Status500InternalServerError;
        RouteTarget shadow = Target(_second, 0, "m@2");
        _gateway.Routes.Set(new EndpointRoute("default", "x", [Target(_first, 100, "m@1"), shadow]) { Epoch = "1", Shadow = shadow, ShadowShare = 100 });
        Assert.Equal(HttpStatusCode.OK, (await ScoreAsync()).StatusCode);
        ArmCounts counts = await ComparedAsync("m@2");
        Assert.Equal((1, 1, 0, 1), (counts.Requests, counts.Errors, counts.Compared, counts.Uncompared));
        Assert.Empty(_gateway.Differing.Take());
    }

    [Fact]
    public async Task Shadow_AnswersCannotBeCompared_AreCountedSoAndNotKept()
    {
        RouteTarget shadow = Target(_second, 0, "m@2");
        _gateway.Routes.Set(new EndpointRoute("default", "x", [Target(_first, 100, "m@1"), shadow]) { Epoch = "1", Shadow = shadow, ShadowShare = 100 });
        _secondAnswer = "\0thrift";
        Assert.Equal(HttpStatusCode.OK, (await ScoreAsync()).StatusCode);
        ArmCounts counts = await ComparedAsync("m@2");
        Assert.Equal((1, 0, 1), (counts.Requests, counts.Compared, counts.Uncompared));

        // Too long for a copy: nothing is sent a second time.
        _firstAnswer = $$"""{"score":[["0.9","0.1"]],"more":"{{new string('x', 70_000)}}"}""";
        Assert.Equal(HttpStatusCode.OK, (await ScoreAsync()).StatusCode);
        counts = await CountedAsync("m@2", after => after.Uncompared == 2);
        Assert.Equal((1, 0, 0), (counts.CopiesTooLong, counts.CopiesLeftOut, counts.OtherRequests));
        Assert.Equal(3, _copies.Count);
        Assert.Empty(_gateway.Differing.Take());
    }

    // The form of a request is nothing to the gateway; that of an answer is, where two are compared.
    [Fact]
    public async Task Shadow_SeparatedValues_AreCopiedAndNotCompared()
    {
        RouteTarget shadow = Target(_second, 0, "m@2");
        _gateway.Routes.Set(new EndpointRoute("default", "x", [Target(_first, 100, "m@1"), shadow]) { Epoch = "1", Shadow = shadow, ShadowShare = 100 });
        (_firstAnswer, _secondAnswer) = ("p\n0.9\n", "p\n0.1\n");
        using HttpResponseMessage answer = await _gateway.Client.PostAsync(new Uri("model/score?includeFieldsInOutput=a", UriKind.Relative), new StringContent("a\n1\n", Encoding.UTF8, "text/csv"), Cancel);
        Assert.Equal(_firstAnswer, await answer.Content.ReadAsStringAsync(Cancel));
        ArmCounts counts = await ComparedAsync("m@2");
        Assert.Equal((1, 0, 1, 0), (counts.Requests, counts.Compared, counts.Uncompared, counts.CopiesTooLong));
        Assert.Equal(["a\n1\n", "a\n1\n"], _copies);
    }

    [Fact]
    public async Task Shadow_RequestForSomethingElseThanScores_IsNotCopiedAndCountedSo()
    {
        RouteTarget shadow = Target(_second, 0, "m@2");
        _gateway.Routes.Set(new EndpointRoute("default", "x", [Target(_first, 100, "m@1"), shadow]) { Epoch = "1", Shadow = shadow, ShadowShare = 100 });
        Assert.Equal(HttpStatusCode.OK, (await _gateway.Client.GetAsync(new Uri("model/schema", UriKind.Relative), Cancel)).StatusCode);
        ArmCounts counts = await CountedAsync("m@2", after => after.OtherRequests == 1);
        Assert.Equal((0, 0, 0), (counts.Requests, counts.Uncompared, counts.CopiesTooLong));
        Assert.Single(_copies);
    }

    // A canary's answers are compared with those that the first version would have given.
    [Fact]
    public async Task Canary_ItsAnswers_AreComparedWithTheFirstVersions()
    {
        _gateway.Routes.Set(Route(100, comparesWithFirst: true));
        using HttpResponseMessage answer = await ScoreAsync();
        Assert.Equal(_secondAnswer, await answer.Content.ReadAsStringAsync(Cancel));
        ArmCounts counts = await ComparedAsync("m@2");
        Assert.Equal((2, 1), (counts.Compared, counts.Flips));
        Assert.DoesNotContain(_gateway.Statistics.TakeChanged(_gateway.Routes.Current), arm => arm.Arm.Version == "m@1");
    }

    [Fact]
    public async Task Canary_CannotBeReached_TheFirstAnswersAndTheCanaryHasTheError()
    {
        var gone = new RouteTarget(RunningGateway.Nobody(), 100, "m@2");
        _gateway.Routes.Set(new EndpointRoute("default", "x", [Target(_first, 0, "m@1"), gone]) { Epoch = "1", ComparesWithFirst = true });
        for (int i = 0; i < 50; i++)
        {
            using HttpResponseMessage answer = await ScoreAsync();
            Assert.Equal(_firstAnswer, await answer.Content.ReadAsStringAsync(Cancel));
        }

        Dictionary<string, ArmCounts> counts = Counts();
        Assert.Equal((50, 50), (counts["m@2"].Requests, counts["m@2"].Errors));
        Assert.Equal((50, 0), (counts["m@1"].Requests, counts["m@1"].Errors));
    }

    private static RouteTarget Target(LoopbackServer server, int weight, string name) => new(server.Url, weight, name);

    private EndpointRoute Route(int share, bool comparesWithFirst = false) =>
        new("default", "x", [Target(_first, 100 - share, "m@1"), Target(_second, share, "m@2")]) { Epoch = "1", ComparesWithFirst = comparesWithFirst };

    private Task<HttpResponseMessage> ScoreAsync() => _gateway.Client.PostAsync(new Uri("model/score", UriKind.Relative), new StringContent(Request, Encoding.UTF8, "application/json"), Cancel);

    // Of the step; those of the day are told apart.
    private Dictionary<string, ArmCounts> Counts() => _gateway.Statistics.TakeChanged(_gateway.Routes.Current).Where(arm => !TrafficDay.Is(arm.Arm.Epoch)).ToDictionary(arm => arm.Arm.Version, arm => arm.Counts, StringComparer.Ordinal);

    // Both requests have come; what was made of the second is counted a moment later.
    private async Task<ArmCounts> ComparedAsync(string version)
    {
        await _copied.Task.WaitAsync(Patience, Cancel);
        return await CountedAsync(version, counts => counts.Compared + counts.Uncompared > 0);
    }

    private async Task<ArmCounts> CountedAsync(string version, Func<ArmCounts, bool> isSo)
    {
        while (true)
        {
            Cancel.ThrowIfCancellationRequested();
            if (Counts().TryGetValue(version, out ArmCounts? counts) && isSo(counts)) return counts;
            await Task.Yield();
        }
    }

    private async Task AnswerAsync(HttpContext context, string answer, int status)
    {
        using var reader = new StreamReader(context.Request.Body);
        _copies.Enqueue(await reader.ReadToEndAsync());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
        if (_copies.Count == 2) _copied.TrySetResult();
    }
}
