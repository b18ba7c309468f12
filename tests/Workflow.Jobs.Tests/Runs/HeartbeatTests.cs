using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class HeartbeatTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task HeartbeatAsync_OwnStep_ContinuesAndRenewsTheLease(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        for (int i = 0; i < 4; i++)
        {
            runs.Clock.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(Heartbeat.Continue, await runs.BeatAsync(claim));
            Assert.Equal(0, await runs.SweepAsync());
        }
    }

    [Theory, OnEveryEngine]
    public async Task HeartbeatAsync_Progress_IsStoredAndStaysUntilTheNext(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        await runs.BeatAsync(claim, new StepProgress(3, 40, "trials, \"best\" xgboost"));
        await runs.BeatAsync(claim);

        Assert.Equal(new StepProgress(3, 40, "trials, \"best\" xgboost"), (await runs.FindAsync(id, "a")).Progress);
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_Progress_StaysWithTheStep_UntilItBeginsAgain(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b");
        StepClaim first = await runs.ClaimAsync();
        await runs.BeatAsync(first, new StepProgress(3, 40, "trials"));
        Assert.True(await runs.SucceedAsync(first));
        Assert.Equal(new StepProgress(3, 40, "trials"), (await runs.FindAsync(id, first.Step)).Progress);

        StepClaim second = await runs.ClaimAsync();
        var last = new StepProgress(40, 40, "trials", new Dictionary<string, double>(StringComparer.Ordinal) { ["log loss"] = 0.25 });
        await runs.BeatAsync(second, new StepProgress(39, 40, "trials"));
        Assert.True(await runs.Transitions.FailAsync(second, new StepFailure("no") { Progress = last }, TestContext.Current.CancellationToken));
        StepProgress kept = (await runs.FindAsync(id, second.Step)).Progress!;
        Assert.Equal((40, 0.25), (kept.Done, kept.Metrics!["log loss"]));

        Assert.True(await runs.Transitions.ResumeAsync(id, null, "test", TestContext.Current.CancellationToken));
        await runs.ClaimAsync();
        Assert.Null((await runs.FindAsync(id, second.Step)).Progress);
    }

    [Theory, OnEveryEngine]
    public async Task HeartbeatAsync_RunIsCancelled_SaysCancel(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        Assert.True(await runs.CancelAsync(id));

        Assert.Equal(Heartbeat.Cancel, await runs.BeatAsync(claim));
        Assert.Equal(Heartbeat.Cancel, await runs.Transitions.LookAsync(claim, Cancellation));
    }

    [Theory, OnEveryEngine]
    public async Task HeartbeatAsync_SiblingHasFailed_SaysCancel(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a b");
        StepClaim a = await runs.ClaimAsync();
        StepClaim b = await runs.ClaimAsync();
        Assert.True(await runs.FailAsync(a));

        Assert.Equal(Heartbeat.Cancel, await runs.BeatAsync(b));
    }

    [Theory, OnEveryEngine]
    public async Task HeartbeatAsync_AnotherWorkerHasTheStep_SaysLostAndRenewsNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a");
        StepClaim slow = await runs.ClaimAsync();
        runs.Clock.Advance(TestRuns.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await runs.SweepAsync());
        Assert.Equal(Heartbeat.Lost, await runs.BeatAsync(slow));

        await runs.ClaimAsync();
        runs.Clock.Advance(TestRuns.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(Heartbeat.Lost, await runs.BeatAsync(slow));
        Assert.Equal(Heartbeat.Lost, await runs.Transitions.LookAsync(slow, Cancellation));
        Assert.Equal(1, await runs.SweepAsync());
    }

    [Theory, OnEveryEngine]
    public async Task HeartbeatAsync_StepIsOver_SaysLost(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        Assert.True(await runs.SucceedAsync(claim));

        Assert.Equal(Heartbeat.Lost, await runs.BeatAsync(claim));
        Assert.Equal(Heartbeat.Lost, await runs.Transitions.LookAsync(claim, Cancellation));
    }

    [Theory, OnEveryEngine]
    public async Task LookAsync_OwnStep_ContinuesButRenewsNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        runs.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(Heartbeat.Continue, await runs.Transitions.LookAsync(claim, Cancellation));
        runs.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await runs.SweepAsync());
    }
}
