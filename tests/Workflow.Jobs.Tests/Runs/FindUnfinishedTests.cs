using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class FindUnfinishedTests(PostgresServer postgres)
{
    private static readonly PipelineDefinition Definition = SampleDefinitions.Of("a b:a");

    [Theory, OnEveryEngine]
    public async Task FindUnfinishedAsync_QueuedOrRunning_IsTheOldest(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        Assert.Null(await FindAsync(runs, Definition));
        string first = await runs.BeginAsync(Definition);
        runs.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await runs.BeginAsync(Definition);
        Assert.Equal(first, await FindAsync(runs, Definition));
        await runs.ClaimAsync();
        Assert.Equal(first, await FindAsync(runs, Definition));
    }

    [Theory, OnEveryEngine]
    public async Task FindUnfinishedAsync_Over_IsNull(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync(Definition);
        await runs.SucceedAllAsync();
        await runs.BeginAsync(Definition);
        Assert.True(await runs.FailAsync(await runs.ClaimAsync()));
        Assert.Null(await FindAsync(runs, Definition));
    }

    [Theory, OnEveryEngine]
    public async Task FindUnfinishedAsync_BeingCancelled_IsNull(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync(Definition);
        await runs.ClaimAsync();
        Assert.True(await runs.CancelAsync(id));
        Assert.Equal(RunState.Running, (await runs.FindAsync(id)).State);
        Assert.Null(await FindAsync(runs, Definition));
    }

    [Theory, OnEveryEngine]
    public async Task FindUnfinishedAsync_AsksForEveryStepAnew_IsFoundByWhoAsksTheSame(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync(Definition, noCache: true);
        Assert.Null(await FindAsync(runs, Definition));
        Assert.Equal(id, await FindAsync(runs, Definition, noCache: true));
    }

    [Theory, OnEveryEngine]
    public async Task FindUnfinishedAsync_AnythingElseInTheDefinition_IsNull(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync(Definition);
        Assert.Null(await FindAsync(runs, Definition with { Model = Definition.Model! with { Target = "other" } }));
        Assert.Null(await FindAsync(runs, Definition with { Name = "other" }));
        Assert.Null(await FindAsync(runs, Definition with { Model = Definition.Model! with { Train = Definition.Model.Train with { Seed = 43 } } }));
        Assert.Null(await FindAsync(runs, Definition with { Model = Definition.Model! with { Recipe = Definition.Model.Recipe with { Sha256 = new string('b', 64) } } }));
        Assert.NotNull(await FindAsync(runs, Definition with { }));
    }

    private static async Task<string?> FindAsync(TestRuns runs, PipelineDefinition definition, bool noCache = false) =>
        (await runs.Store.FindUnfinishedAsync(definition, noCache, TestContext.Current.CancellationToken))?.Id;
}
