using Microsoft.Extensions.Logging.Abstractions;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Home;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment.Traffic;

/// <summary>A second version at an endpoint, from step to step, on both databases.</summary>
public sealed class TrafficTests(PostgresServer postgres)
{
    private const string Endpoint = "sample-dev";
    private readonly ManualTimeProvider _time = new();
    private readonly FakeScorerHost _host = new("docker");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [OnEveryEngine]
    public async Task ReadVersionAsync_DaysAndGateways_AddUpByEndpoint(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var counts = new ArmTrafficStore(database.Database, _time);
        DateTimeOffset first = new(2026, 3, 28, 23, 59, 59, TimeSpan.Zero);
        foreach ((string endpoint, string gateway, DateTimeOffset at, string version, long requests) in ((string, string, DateTimeOffset, string, long)[])
        [
            ("a-dev", "g1", first, "sample@2", 3), ("a-dev", "g1", first.AddSeconds(1), "sample@2", 4), ("a-dev", "g2", first.AddDays(2), "sample@2", 5),
            ("a-dev", "g2", first, "sample@1", 50), ("b-prod", "g1", first, "sample@2", 6),
        ])
        {
            await counts.WriteAsync(gateway, [(new ArmKey(Projects.Default, endpoint, TrafficDay.EpochOf(at), version), ArmCounts.None with { Requests = requests, Errors = 1 })], Cancellation);
        }

        // Steps of second versions are counted apart: they must not count twice.
        await counts.WriteAsync("g1", [(new ArmKey(Projects.Default, "a-dev", "step", "sample@2"), ArmCounts.None with { Requests = 1000 })], Cancellation);

        IReadOnlyList<VersionTraffic> traffic = await counts.ReadVersionAsync(Projects.Default, "sample@2", Cancellation);
        Assert.Equal(
            [("a-dev", new DateOnly(2026, 3, 28), new DateOnly(2026, 3, 30), 12L, 3L), ("b-prod", new DateOnly(2026, 3, 28), new DateOnly(2026, 3, 28), 6L, 1L)],
            traffic.Select(one => (one.Endpoint, one.First, one.Last, one.Counts.Requests, one.Counts.Errors)));
    }

    [Theory]
    [OnEveryEngine]
    public async Task LookAsync_CanaryDoesWell_GoesFromStepToStepAndServesAloneInTheEnd(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, _time);
        var counts = new ArmTrafficStore(database.Database, _time);
        await BeginAsync(database, new TrafficPlan(TrafficRole.Canary, [10, 100]) { FewestRequests = 50 });
        TrafficController controller = Controller(database, endpoints, counts);

        await controller.LookAsync(Cancellation);
        Assert.Equal(10, (await FindAsync(endpoints)).Challenger!.Share);
        foreach (int share in (int[])[100, 0])
        {
            Challenger canary = (await FindAsync(endpoints)).Challenger!;
            _time.Advance(TimeSpan.FromMinutes(5));
            await controller.LookAsync(Cancellation);
            Assert.Equal(canary, (await FindAsync(endpoints)).Challenger);
            await WriteAsync(counts, canary, "gateway-1", 30);
            await WriteAsync(counts, canary, "gateway-2", 30);
            await controller.LookAsync(Cancellation);
            Assert.Equal(share, (await FindAsync(endpoints)).Challenger?.Share ?? 0);
        }

        EndpointRecord promoted = await FindAsync(endpoints);
        Assert.Null(promoted.Challenger);
        Assert.Equal(("second", 9091, "first-id"), (promoted.PipelineSha256, promoted.Port, promoted.Previous!.Handle.Id));
        PastDeployment now = (await new DeploymentHistory(database.Database).ListAsync(Projects.Default, Endpoint, 10, Cancellation))[0];
        Assert.Equal(("second", null), (now.PipelineSha256, now.Until));
        Assert.StartsWith("canary: 60 requests, 0.00", now.Reason, StringComparison.Ordinal);
        Assert.EndsWith("; to try it", now.Reason, StringComparison.Ordinal);
        Assert.Equal("built elsewhere", now.UnverifiedReason);
        Assert.Equal(SecondVersionOutcome.Promoted, Assert.Single(await new SecondVersionHistory(database.Database).ListAsync(Projects.Default, Endpoint, 10, Cancellation)).Outcome);
    }

    [Theory]
    [OnEveryEngine]
    public async Task LookAsync_CanaryFails_GetsNothingFromThenOn(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, _time);
        var counts = new ArmTrafficStore(database.Database, _time);
        await BeginAsync(database, new TrafficPlan(TrafficRole.Canary, [10, 100]));
        Challenger canary = (await FindAsync(endpoints)).Challenger!;
        await WriteAsync(counts, canary, "gateway-1", 40, errors: 5);
        await Controller(database, endpoints, counts).LookAsync(Cancellation);

        EndpointRecord after = await FindAsync(endpoints);
        Assert.Equal(("first", 0), (after.PipelineSha256, after.Challenger!.Share));
        Assert.StartsWith("5 of 40 requests failed", after.Challenger.Ended, StringComparison.Ordinal);
        TrafficReport report = await Reports(database, endpoints, counts).ReadAsync(Projects.Default, Endpoint, 0, Cancellation);
        Assert.Equal((100, 0, 40L, 5L), (report.First.Share, report.Second!.Share, report.Second.Requests, report.Second.Errors));

        // What became of it stays when it is taken away.
        await Decisions(database, endpoints).EndAsync(Projects.Default, Endpoint, Cancellation);
        TrafficReport later = await Reports(database, endpoints, counts).ReadAsync(Projects.Default, Endpoint, 0, Cancellation);
        Assert.Null(later.Second);
        PastSecondVersion past = Assert.Single(later.Past);
        Assert.Equal(("sample@2", 10L, SecondVersionOutcome.Ended, after.Challenger.Ended, _time.GetUtcNow()), (past.Version, past.Share, past.Outcome, past.Reason, past.At));
    }

    // Going back by a canary: what gets its share is what was kept warm.
    [Theory]
    [OnEveryEngine]
    public async Task PromoteAsync_WhatWasKeptWarm_GoesOnRunning(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, _time);
        await BeginAsync(database, new TrafficPlan(TrafficRole.Canary, [10, 100]), warm: "second-id");
        await Decisions(database, endpoints).PromoteAsync(Projects.Default, Endpoint, "good", Cancellation);
        Assert.Empty(_host.Stopped);
        Assert.Equal(("second-id", "first-id"), ((await FindAsync(endpoints)).Deployment!.Id, (await FindAsync(endpoints)).Previous!.Handle.Id));
    }

    [Theory]
    [OnEveryEngine]
    public async Task EndAsync_WhatWasKeptWarm_StaysWarm(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, _time);
        await BeginAsync(database, new TrafficPlan(TrafficRole.Canary, [10, 100]), warm: "second-id");
        await Decisions(database, endpoints).EndAsync(Projects.Default, Endpoint, Cancellation);
        Assert.Empty(_host.Stopped);
        Assert.Equal("second-id", (await FindAsync(endpoints)).Previous!.Handle.Id);
    }

    [Theory]
    [OnEveryEngine]
    public async Task PromoteAsync_SomethingElseWasKeptWarm_ThatGoes(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, _time);
        await BeginAsync(database, new TrafficPlan(TrafficRole.Canary, [10, 100]), warm: "third-id");
        await Decisions(database, endpoints).PromoteAsync(Projects.Default, Endpoint, "good", Cancellation);
        Assert.Equal(["third-id"], _host.Stopped);
    }

    // However it goes, what became of it stays.
    [Theory]
    [OnEveryEngine]
    public async Task SecondVersion_GoesWithItsEndpoint_StaysOnRecord(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, _time);
        var past = new SecondVersionHistory(database.Database);
        await BeginAsync(database, new TrafficPlan(TrafficRole.Split, [10]));
        await endpoints.MarkStoppedAsync(Projects.Default, await FindAsync(endpoints), null, Cancellation);
        await endpoints.RemoveAsync(Projects.Default, await FindAsync(endpoints), Cancellation);
        PastSecondVersion stopped = Assert.Single(await past.ListAsync(Projects.Default, Endpoint, 10, Cancellation));
        Assert.Equal((SecondVersionOutcome.Removed, "the endpoint was stopped"), (stopped.Outcome, stopped.Reason));

        await BeginAsync(database, new TrafficPlan(TrafficRole.Split, [10]));
        _time.Advance(TimeSpan.FromMinutes(1));
        await BeginAsync(database, plan: null);
        Assert.Equal("a deployment took the endpoint over", (await past.ListAsync(Projects.Default, Endpoint, 10, Cancellation))[0].Reason);
    }

    // Two processes decide at the same moment: one of them counts.
    [Theory]
    [OnEveryEngine]
    public async Task StepUpAsync_SomebodyElseWasFaster_ChangesNothing(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var endpoints = new EndpointStore(database.Database, _time);
        await BeginAsync(database, new TrafficPlan(TrafficRole.Canary, [10, 50, 100]));
        EndpointRecord seen = await FindAsync(endpoints);
        var transitions = new TrafficTransitions(database.Database, _time);
        Assert.True(await transitions.StepUpAsync(Projects.Default, seen, Cancellation));
        Assert.False(await transitions.StepUpAsync(Projects.Default, seen, Cancellation));
        Assert.False(await transitions.PromoteAsync(Projects.Default, seen, "no", isAutomatic: false, Cancellation));
        Assert.False(await transitions.EndAsync(Projects.Default, seen, "no", Cancellation));
        Assert.Equal(50, (await FindAsync(endpoints)).Challenger!.Share);
    }

    [Theory]
    [OnEveryEngine]
    public async Task AddAsync_MoreAnswersThanAreKept_KeepsTheFirst(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var store = new ComparedAnswerStore(database.Database);
        var arm = new ArmKey(Projects.Default, Endpoint, "1", "sample@2");
        ComparedAnswer[] answers = [.. Enumerable.Range(0, ComparedAnswerStore.MostKept + 5).Select(i => new ComparedAnswer($"r{i}", "a", "b", 1, 0.5, DateTimeOffset.UnixEpoch.AddMilliseconds(i)))];
        await store.AddAsync(arm, answers, Cancellation);
        IReadOnlyList<ComparedAnswer> kept = await store.ListAsync(Projects.Default, Endpoint, "1", 5000, Cancellation);
        Assert.Equal(answers.Take(ComparedAnswerStore.MostKept), kept);
        Assert.Empty(await store.ListAsync(Projects.Default, Endpoint, "2", 5000, Cancellation));
    }

    // What a scorer answers may hold anything; what is kept of it is text.
    [Theory]
    [OnEveryEngine]
    public async Task AddAsync_AnswersThatNoDatabaseTakes_AreKeptWithoutWhatItDoesNotTake(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var store = new ComparedAnswerStore(database.Database);
        await store.AddAsync(new ArmKey(Projects.Default, Endpoint, "1", "sample@2"), [new ComparedAnswer("r", "a\0b", "\ud800", 1, 0.5, DateTimeOffset.UnixEpoch)], Cancellation);
        ComparedAnswer kept = Assert.Single(await store.ListAsync(Projects.Default, Endpoint, "1", 10, Cancellation));
        Assert.Equal(("a\uFFFDb", "\uFFFD"), (kept.First, kept.Second));
    }

    private static Task WriteAsync(ArmTrafficStore counts, Challenger canary, string gateway, long requests, long errors = 0)
    {
        long[] latencies = new long[ArmCounts.Bounds.Count + 1];
        latencies[20] = requests;
        return counts.WriteAsync(gateway, [(new ArmKey(Projects.Default, Endpoint, canary.Epoch, canary.Version), new ArmCounts(requests, errors, latencies) { Compared = requests })], Cancellation);
    }

    private static async Task<EndpointRecord> FindAsync(EndpointStore endpoints) => (await endpoints.FindAsync(Projects.Default, Endpoint, Cancellation))!;

    private TrafficController Controller(TestDatabase database, EndpointStore endpoints, ArmTrafficStore counts) =>
        new(endpoints, counts, new TrafficTransitions(database.Database, _time), Platforms(endpoints), _time, NullLogger<TrafficController>.Instance);

    private TrafficReports Reports(TestDatabase database, EndpointStore endpoints, ArmTrafficStore counts) =>
        new(endpoints, counts, new ComparedAnswerStore(database.Database), new SecondVersionHistory(database.Database), _time);

    private TrafficDecisions Decisions(TestDatabase database, EndpointStore endpoints) => new(endpoints, new TrafficTransitions(database.Database, _time), Platforms(endpoints));

    private Platforms Platforms(EndpointStore endpoints)
    {
        var hosts = new ScorerHosts([_host]);
        var scorer = new ScorerClient(new HttpClient(), _time);
        using var folder = new TemporaryFolder();
        var home = new WorkflowHome(folder.Path);
        return new Platforms([new LocalPlatform(hosts, new LocalPlaces(hosts, endpoints, scorer, new GatewayPresence(home)), scorer, home)]);
    }

    private async Task BeginAsync(TestDatabase database, TrafficPlan? plan, string? warm = null)
    {
        await using var runs = new TestRuns(database.Database);
        await runs.BeginAsync("a");
        var record = new EndpointRecord
        {
            Name = Endpoint,
            Pipeline = "sample",
            Environment = "dev",
            Port = 9090,
            Deployment = new DeploymentHandle("docker", "first-id", 9090),
            PipelineSha256 = "first",
            Version = 0,
            ImageReference = "workflow/sample:first",
            UpdatedAt = _time.GetUtcNow(),
            Previous = warm is null ? null : new WarmDeployment(new DeploymentHandle("docker", warm, 9092), warm, "workflow/sample:warm"),
        };
        var endpoints = new EndpointStore(database.Database, _time);
        EndpointRecord? before = await endpoints.FindAsync(Projects.Default, Endpoint, Cancellation);
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(), new RecordDeploymentEffect(Projects.Default, record, before)));
        if (plan is null) return;
        await runs.BeginAsync("a");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(), new RecordChallengerEffect(Projects.Default, await FindAsync(endpoints), Second(plan, _time.GetUtcNow()))));
    }

    private static Challenger Second(TrafficPlan plan, DateTimeOffset since, string id = "second-id") =>
        new(new DeploymentHandle("docker", id, 9091), "sample@2", "second", "workflow/sample:second", plan)
        {
            ManifestDigest = "sha256:m",
            ConfigDigest = "sha256:c",
            RunId = "run",
            Reason = "to try it",
            UnverifiedReason = "built elsewhere",
            Since = since,
        };
}
