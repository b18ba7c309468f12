using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class StepCacheTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task FindCachedAsync_UnknownKey_IsNull(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        Assert.Null(await runs.Store.FindCachedAsync("key", Cancellation));
    }

    [Theory, OnEveryEngine]
    public async Task FindCachedAsync_AfterASuccess_GivesItsOutputs(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await SucceedAsync(runs, "key", TestRuns.OutputsOf("a"), isReused: false);

        StepOutputs? cached = await runs.Store.FindCachedAsync("key", Cancellation);
        Assert.Equal("a", cached?.Find("step"));
        Assert.Equal(new string('b', 64), cached?.Artifacts["file"]);
        Assert.Null(await runs.Store.FindCachedAsync("KEY", Cancellation));
    }

    [Theory, OnEveryEngine]
    public async Task FindCachedAsync_TwoSuccesses_GivesTheLater(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await SucceedAsync(runs, "key", TestRuns.OutputsOf("first"), isReused: false);
        await SucceedAsync(runs, "key", TestRuns.OutputsOf("second"), isReused: false);
        Assert.Equal("second", (await runs.Store.FindCachedAsync("key", Cancellation))?.Find("step"));
    }

    [Theory, OnEveryEngine]
    public async Task FindCachedAsync_ReusedOrKeyless_RemembersNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await SucceedAsync(runs, "key", TestRuns.OutputsOf("a"), isReused: true);
        await SucceedAsync(runs, null, TestRuns.OutputsOf("a"), isReused: false);
        Assert.Equal(0, await runs.QueryAsync<long>("SELECT COUNT(*) FROM step_cache"));
    }

    [Theory, OnEveryEngine]
    public async Task FindCachedAsync_FailedStep_RemembersNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a");
        Assert.True(await runs.FailAsync(await runs.ClaimAsync()));
        Assert.Equal(0, await runs.QueryAsync<long>("SELECT COUNT(*) FROM step_cache"));
    }

    private static async Task SucceedAsync(TestRuns runs, string? key, StepOutputs outputs, bool isReused)
    {
        await runs.BeginAsync("a");
        Assert.True(await runs.Transitions.SucceedAsync(await runs.ClaimAsync(), new StepCompletion(outputs, key, isReused, null, []), Cancellation));
    }
}
