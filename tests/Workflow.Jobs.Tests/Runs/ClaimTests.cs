using Dapper;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class ClaimTests(PostgresServer postgres)
{
    [Theory, OnEveryEngine]
    public async Task ClaimAsync_NothingQueued_IsNull(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        Assert.Null(await runs.TryClaimAsync());
    }

    [Theory, OnEveryEngine]
    public async Task ClaimAsync_SeveralRuns_WhatWaitedLongestFirst(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string first = await runs.BeginAsync("a b:a");
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        string second = await runs.BeginAsync("a");
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        StepClaim a = await runs.ClaimAsync();
        Assert.True(await runs.SucceedAsync(a));

        // The second step of the first run was queued last.
        Assert.Equal((first, "a"), (a.RunId, a.Step));
        StepClaim next = await runs.ClaimAsync();
        Assert.Equal((second, "a"), (next.RunId, next.Step));
        StepClaim last = await runs.ClaimAsync();
        Assert.Equal((first, "b"), (last.RunId, last.Step));
    }

    [Theory, OnEveryEngine]
    public async Task ClaimAsync_QueuedTogether_InTheOrderOfTheGraph(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("z m a");
        Assert.Equal(["z", "m", "a"], [(await runs.ClaimAsync()).Step, (await runs.ClaimAsync()).Step, (await runs.ClaimAsync()).Step]);
    }

    [Theory, OnEveryEngine]
    public async Task ClaimAsync_OnlyRun_PassesOverOthers(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a");
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        string mine = await runs.BeginAsync("a");

        Assert.Equal(mine, (await runs.ClaimAsync(onlyRun: mine)).RunId);
        Assert.Null(await runs.TryClaimAsync(onlyRun: mine));
    }

    [Theory, OnEveryEngine]
    public async Task ClaimAsync_Step_RunsAndItsRunToo(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b");
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        DateTimeOffset began = runs.Clock.GetUtcNow();
        StepClaim claim = await runs.ClaimAsync();
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        await runs.ClaimAsync();

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal(1, claim.Fence);
        Assert.Equal((RunState.Running, began), (run.State, run.StartedAt));
        Assert.Equal((StepState.Running, began), (run.Steps[0].State, run.Steps[0].StartedAt));
    }

    [Theory, OnEveryEngine]
    public async Task ClaimAsync_StepThatCameBack_HasTheNextFence(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a");
        for (long fence = 1; fence <= 3; fence++)
        {
            StepClaim claim = await runs.ClaimAsync();
            Assert.Equal(fence, claim.Fence);
            await runs.BeatAsync(claim, new StepProgress(1, 2, "half"));
            Assert.True(await runs.ReleaseAsync(claim));
        }

        await runs.ClaimAsync();
        StepRecord step = await runs.FindAsync(id, "a");
        Assert.Equal(4, step.Fence);
        Assert.Null(step.Progress);
        Assert.Null(step.Reason);
    }

    [Theory, OnEveryEngine]
    public async Task ClaimAsync_ManyWorkers_EveryStepIsClaimedOnce(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        for (int i = 0; i < 3; i++) await runs.BeginAsync("a b c d");
        int claimed = 0;
        StepClaim[][] claims = await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var mine = new List<StepClaim>();

            // A claim passes over a run that another worker has locked, so finding nothing does not mean that there is nothing.
            while (Volatile.Read(ref claimed) < 12)
            {
                if (await runs.TryClaimAsync() is not { } claim) continue;
                mine.Add(claim);
                Interlocked.Increment(ref claimed);
            }

            return mine.ToArray();
        })));

        StepClaim[] all = [.. claims.SelectMany(mine => mine)];
        Assert.Equal(12, all.Length);
        Assert.Equal(12, all.Distinct().Count());
        Assert.All(all, claim => Assert.Equal(1, claim.Fence));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task ClaimAsync_RunIsBeingChanged_PassesItOverAndNeverWaitsInADeadlock()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Postgres, postgres);
        string id = await runs.BeginAsync("a");
        await runs.Database!.Database.WriteAsync(
            async transaction =>
            {
                // As a cancel does: first the run, then its steps.
                await transaction.Connection!.ExecuteAsync("SELECT id FROM run WHERE id = @id FOR UPDATE", new { id }, transaction);
                Assert.Null(await runs.TryClaimAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
                return await transaction.Connection!.ExecuteAsync("UPDATE step SET reason = 'changed' WHERE run_id = @id", new { id }, transaction);
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(1, (await runs.ClaimAsync()).Fence);
    }
}
