using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class AbandonedStepsTests(PostgresServer postgres)
{
    private static readonly TimeSpan PastTheLease = TestRuns.Lease + TimeSpan.FromMilliseconds(1);

    [Theory, OnEveryEngine]
    public async Task SweepAsync_LeaseHolds_ChangesNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        await runs.ClaimAsync();
        runs.Clock.Advance(TestRuns.Lease);
        Assert.Equal(0, await runs.SweepAsync());
        Assert.Equal("a=Running", await runs.StatesAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_LeaseHasEnded_QueuesTheStepAgain(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b");
        await runs.ClaimAsync();
        runs.Clock.Advance(PastTheLease);

        Assert.Equal(1, await runs.SweepAsync());
        Assert.Equal("a=Queued b=Queued", await runs.StatesAsync(id));
        Assert.Contains((await runs.EventsAsync(id)), e => e is { Step: "a", Kind: "abandoned" });
        Assert.Equal(2, await runs.SucceedAllAsync());
        Assert.Equal(RunState.Succeeded, (await runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_ProcessWasSuspended_LeavesTheStepsThatItWorksOn(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b");
        StepClaim own = await runs.ClaimAsync();
        await runs.ClaimAsync();
        runs.Clock.Advance(PastTheLease);

        Assert.Equal(1, await runs.Transitions.SweepAsync([own], TestContext.Current.CancellationToken));
        Assert.Equal("a=Running b=Queued", await runs.StatesAsync(id));
        Assert.True(await runs.SucceedAsync(own));
    }

    [Theory, OnEveryEngine]
    public async Task AbandonAllAsync_StepsRun_QueuesWhateverRuns(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b");
        await runs.ClaimAsync();
        await runs.ClaimAsync();
        Assert.Equal(2, await runs.Transitions.AbandonAllAsync(TestContext.Current.CancellationToken));
        Assert.Equal("a=Queued b=Queued", await runs.StatesAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_ThreeTimes_FailsTheStepAndItsRun(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        for (int i = 1; i < RunTransitions.MaximumExpiries; i++)
        {
            await runs.ClaimAsync();
            runs.Clock.Advance(PastTheLease);
            Assert.Equal(1, await runs.SweepAsync());
            Assert.Equal("a=Queued b=Waiting", await runs.StatesAsync(id));
        }

        StepClaim last = await runs.ClaimAsync();
        runs.Clock.Advance(PastTheLease);
        Assert.Equal(1, await runs.SweepAsync());

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal("a=Failed b=Skipped", await runs.StatesAsync(id));
        Assert.Equal((RunState.Failed, "a: 3 workers died while they worked on it"), (run.State, run.Reason));
        Assert.False(await runs.SucceedAsync(last));
        Assert.Null(await runs.TryClaimAsync());
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_RunIsBeingCancelled_CancelsTheStepAndEndsTheRun(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        await runs.ClaimAsync();
        Assert.True(await runs.CancelAsync(id));
        runs.Clock.Advance(PastTheLease);
        Assert.Equal(1, await runs.SweepAsync());

        Assert.Equal("a=Cancelled b=Cancelled", await runs.StatesAsync(id));
        Assert.Equal(RunState.Cancelled, (await runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_BySeveralAtTheSameTime_CountsOneExpiry(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        await runs.ClaimAsync();
        runs.Clock.Advance(PastTheLease);
        int[] counts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(runs.SweepAsync)));

        Assert.Equal(1, counts.Sum());
        Assert.Equal(1, await runs.QueryAsync<long>("SELECT expiries FROM step WHERE run_id = @id", new { id }));
        Assert.Single(await runs.EventsAsync(id), e => e.Kind == "abandoned");
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_WorkerWakesUpAtTheSameTime_OneOfThemWins(DatabaseEngine engine)
    {
        const int Repetitions = 20;
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        for (int i = 0; i < Repetitions; i++)
        {
            string id = await runs.BeginAsync("a");
            StepClaim claim = await runs.ClaimAsync(onlyRun: id);
            runs.Clock.Advance(PastTheLease);
            using var start = new Barrier(2);
            Task<bool> succeeding = Task.Run(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return runs.SucceedAsync(claim);
            });
            start.SignalAndWait(TestContext.Current.CancellationToken);
            bool wasRequeued = await runs.SweepAsync() == 1;

            Assert.NotEqual(wasRequeued, await succeeding);
            Assert.Equal(wasRequeued ? "a=Queued" : "a=Succeeded", await runs.StatesAsync(id));
            await runs.SucceedAllAsync(onlyRun: id);
        }
    }
}
