using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class ReleaseTests(PostgresServer postgres)
{
    [Theory, OnEveryEngine]
    public async Task ReleaseAsync_OwnStep_IsQueuedBehindTheOthers(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b");
        StepClaim claim = await runs.ClaimAsync();
        runs.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(await runs.ReleaseAsync(claim));

        Assert.Equal("a=Queued b=Queued", await runs.StatesAsync(id));
        Assert.Equal(RunState.Running, (await runs.FindAsync(id)).State);
        Assert.Equal(["b", "a"], [(await runs.ClaimAsync()).Step, (await runs.ClaimAsync()).Step]);
    }

    [Theory, OnEveryEngine]
    public async Task ReleaseAsync_RunIsBeingCancelled_CancelsTheStepAndEndsTheRun(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        StepClaim claim = await runs.ClaimAsync();
        Assert.True(await runs.CancelAsync(id));
        Assert.True(await runs.ReleaseAsync(claim));

        Assert.Equal("a=Cancelled b=Cancelled", await runs.StatesAsync(id));
        Assert.Equal(RunState.Cancelled, (await runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task ReleaseAsync_SiblingHasFailed_EndsTheRunAsFailed(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b");
        StepClaim a = await runs.ClaimAsync();
        StepClaim b = await runs.ClaimAsync();
        Assert.True(await runs.FailAsync(a));
        Assert.True(await runs.ReleaseAsync(b));

        Assert.Equal("a=Failed b=Cancelled", await runs.StatesAsync(id));
        Assert.Equal(RunState.Failed, (await runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task ReleaseAsync_ManyTimes_IsNoExpiry(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        for (int i = 0; i < 2 * RunTransitions.MaximumExpiries; i++) Assert.True(await runs.ReleaseAsync(await runs.ClaimAsync()));
        Assert.Equal("a=Queued", await runs.StatesAsync(id));
    }
}
