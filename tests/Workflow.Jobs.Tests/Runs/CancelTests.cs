using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class CancelTests(PostgresServer postgres)
{
    [Theory, OnEveryEngine]
    public async Task RequestCancelAsync_NothingHasBegun_EndsTheRunAtOnce(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        Assert.True(await runs.CancelAsync(id));

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal("a=Cancelled b=Cancelled", await runs.StatesAsync(id));
        Assert.Equal((RunState.Cancelled, "cancelled by a user"), (run.State, run.Reason));
        Assert.True(run.IsCancelRequested);
        Assert.Equal(runs.Clock.GetUtcNow(), run.EndedAt);
        Assert.Null(await runs.TryClaimAsync());
    }

    [Theory, OnEveryEngine]
    public async Task RequestCancelAsync_StepRuns_TheRunEndsWhenTheStepHasStopped(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b c:a");
        StepClaim claim = await runs.ClaimAsync();
        Assert.True(await runs.CancelAsync(id));
        Assert.Equal("a=Running b=Cancelled c=Cancelled", await runs.StatesAsync(id));
        Assert.Equal(RunState.Running, (await runs.FindAsync(id)).State);

        Assert.True(await runs.EndCancelledAsync(claim));
        Assert.Equal(RunState.Cancelled, (await runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task RequestCancelAsync_StepSucceedsAllTheSame_NothingBehindItBegins(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        StepClaim claim = await runs.ClaimAsync();
        Assert.True(await runs.CancelAsync(id));
        Assert.True(await runs.SucceedAsync(claim));

        Assert.Equal("a=Succeeded b=Cancelled", await runs.StatesAsync(id));
        Assert.Equal(RunState.Cancelled, (await runs.FindAsync(id)).State);
    }

    [Theory, OnEveryEngine]
    public async Task RequestCancelAsync_RunIsOver_IsRefusedAndChangesNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        await runs.SucceedAllAsync();
        int events = (await runs.EventsAsync(id)).Count;

        Assert.False(await runs.CancelAsync(id));
        Assert.Equal(RunState.Succeeded, (await runs.FindAsync(id)).State);
        Assert.False((await runs.FindAsync(id)).IsCancelRequested);
        Assert.Equal(events, (await runs.EventsAsync(id)).Count);
    }

    [Theory, OnEveryEngine]
    public async Task RequestCancelAsync_Twice_TheSecondIsRefused(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        await runs.ClaimAsync();
        Assert.True(await runs.CancelAsync(id));
        Assert.False(await runs.CancelAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task RequestCancelAsync_UnknownRun_IsRefused(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        Assert.False(await runs.CancelAsync("no such run"));
    }

    [Theory, OnEveryEngine]
    public async Task RequestCancelAsync_WhileStepsAreClaimed_NoStepBeginsAfterwards(DatabaseEngine engine)
    {
        const int Repetitions = 20;
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        for (int i = 0; i < Repetitions; i++)
        {
            string id = await runs.BeginAsync("a b c");
            using var start = new Barrier(2);
            Task<StepClaim?> claiming = Task.Run(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return runs.TryClaimAsync(onlyRun: id);
            });
            start.SignalAndWait(TestContext.Current.CancellationToken);
            Assert.True(await runs.CancelAsync(id));

            if (await claiming is { } claim) Assert.True(await runs.EndCancelledAsync(claim));
            Assert.Null(await runs.TryClaimAsync(onlyRun: id));
            Assert.Equal("a=Cancelled b=Cancelled c=Cancelled", await runs.StatesAsync(id));
            Assert.Equal(RunState.Cancelled, (await runs.FindAsync(id)).State);
        }
    }
}
