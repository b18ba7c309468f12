using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class StepEffectTests(PostgresServer postgres)
{
    [Theory, OnEveryEngine]
    public async Task SucceedAsync_Effect_IsWrittenWithTheSuccess(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a");
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync(), new RecordedEffect()));
        Assert.Equal(1, await WrittenAsync(runs));
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_EffectFails_NothingIsWritten(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        StepClaim claim = await runs.ClaimAsync();
        var failure = new InvalidOperationException("in the middle");
        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => runs.SucceedAsync(claim, new RecordedEffect(), new RecordedEffect(failure))));

        Assert.Equal(0, await WrittenAsync(runs));
        Assert.Equal("a=Running b=Waiting", await runs.StatesAsync(id));
        Assert.Null((await runs.FindAsync(id, "a")).Outputs);
        Assert.DoesNotContain(await runs.EventsAsync(id), e => e.Kind == nameof(StepState.Succeeded));

        // The claim is still good.
        Assert.True(await runs.SucceedAsync(claim));
        Assert.Equal("a=Succeeded b=Queued", await runs.StatesAsync(id));
    }

    [Theory, OnEveryEngine]
    public async Task SucceedAsync_StaleClaim_AppliesNoEffect(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a");
        StepClaim claim = await runs.ClaimAsync();
        Assert.True(await runs.ReleaseAsync(claim));
        Assert.False(await runs.SucceedAsync(claim, new RecordedEffect()));
        Assert.Equal(0, await WrittenAsync(runs));
    }

    private static Task<long> WrittenAsync(TestRuns runs) =>
        runs.QueryAsync<long>("SELECT COUNT(*) FROM step_cache WHERE cache_key = @Key", new { RecordedEffect.Key });
}
