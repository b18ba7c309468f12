using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class FailTests(PostgresServer postgres)
{
    [Theory, OnEveryEngine]
    public async Task FailAsync_OnlyStep_FailsTheRunWithItsReason(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        Assert.True(await runs.FailAsync(await runs.ClaimAsync(), "the disk is full"));

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal((RunState.Failed, "a: the disk is full"), (run.State, run.Reason));
        Assert.Equal((StepState.Failed, "the disk is full"), (run.Steps[0].State, run.Steps[0].Reason));
        Assert.Equal(runs.Clock.GetUtcNow(), run.EndedAt);
    }

    [Theory, OnEveryEngine]
    public async Task FailAsync_StepsThatHaveNotBegun_AreSkipped(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b c:a d:c");
        Assert.True(await runs.FailAsync(await runs.ClaimAsync()));

        Assert.Equal("a=Failed b=Skipped c=Skipped d=Skipped", await runs.StatesAsync(id));
        Assert.Equal("a failed", (await runs.FindAsync(id, "d")).Reason);
        Assert.Null(await runs.TryClaimAsync());
    }

    [Theory, OnEveryEngine]
    public async Task FailAsync_RunningSibling_IsAskedToStopAndThenTheRunEnds(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b c:b");
        StepClaim a = await runs.ClaimAsync();
        StepClaim b = await runs.ClaimAsync();
        Assert.True(await runs.FailAsync(a));
        Assert.Equal(RunState.Running, (await runs.FindAsync(id)).State);

        Assert.Equal(Heartbeat.Cancel, await runs.BeatAsync(b));
        Assert.True(await runs.EndCancelledAsync(b));
        Assert.Equal("a=Failed b=Cancelled c=Skipped", await runs.StatesAsync(id));
        Assert.Equal(RunState.Failed, (await runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task FailAsync_SiblingSucceedsAllTheSame_NothingBehindItBegins(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b c:b");
        StepClaim a = await runs.ClaimAsync();
        StepClaim b = await runs.ClaimAsync();
        Assert.True(await runs.FailAsync(a));
        Assert.True(await runs.SucceedAsync(b));

        Assert.Equal("a=Failed b=Succeeded c=Skipped", await runs.StatesAsync(id));
        RunRecord run = await runs.FindAsync(id);
        Assert.Equal((RunState.Failed, "a: broken"), (run.State, run.Reason));
    }

    [Theory, OnEveryEngine]
    public async Task FailAsync_SecondFailure_TheFirstReasonStays(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b");
        StepClaim a = await runs.ClaimAsync();
        StepClaim b = await runs.ClaimAsync();
        Assert.True(await runs.FailAsync(a, "first"));
        Assert.True(await runs.FailAsync(b, "second"));

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal((RunState.Failed, "a: first"), (run.State, run.Reason));
        Assert.Equal("second", run.Steps[1].Reason);
    }

    [Theory, OnEveryEngine]
    public async Task FailAsync_AnotherRun_IsNotTouched(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string failing = await runs.BeginAsync("a b:a");
        string other = await runs.BeginAsync("a b:a");
        Assert.True(await runs.FailAsync(await runs.ClaimAsync(onlyRun: failing)));
        Assert.Equal("a=Queued b=Waiting", await runs.StatesAsync(other));
    }

    [Theory, OnEveryEngine]
    public async Task FailAsync_ReasonThatNoTextMayBe_IsRecordedReadably(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        Assert.True(await runs.FailAsync(await runs.ClaimAsync(), "it wrote \0 and \ud83d, then größe-🚀"));

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal("it wrote \ufffd and \ufffd, then größe-🚀", run.Steps[0].Reason);
        Assert.Equal("a: it wrote \ufffd and \ufffd, then größe-🚀", run.Reason);
    }
}
