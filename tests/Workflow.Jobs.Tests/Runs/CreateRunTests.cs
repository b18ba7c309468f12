using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class CreateRunTests(PostgresServer postgres)
{
    [Theory, OnEveryEngine]
    public async Task CreateAsync_Graph_QueuesWhatWaitsForNothing(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a c d:b,c");

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal("a=Queued b=Waiting c=Queued d=Waiting", await runs.StatesAsync(id));
        Assert.Equal(RunState.Queued, run.State);
        Assert.False(run.IsOver);
        Assert.Equal(runs.Clock.GetUtcNow(), run.CreatedAt);
        Assert.Null(run.StartedAt);
        Assert.Equal(RunCause.ByHand("test"), run.Cause);
        Assert.All(run.Steps, step => Assert.Equal(0, step.Fence));
    }

    [Theory, OnEveryEngine]
    public async Task CreateAsync_Definition_IsReadBackAsItWas(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync(SampleDefinitions.Of("a b:a", "größe-🚀"), noCache: true);

        RunRecord run = await runs.FindAsync(id);
        Assert.Equal("größe-🚀", run.Definition.Name);
        Assert.Equal(["a"], run.Definition.Steps[1].DependsOn);
        Assert.True(run.NoCache);
    }

    [Theory, OnEveryEngine]
    public async Task CreateAsync_SameKey_IsTheFirstRun(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string first = await runs.BeginAsync("a", key: "nightly 2026-01-01");
        string second = await runs.BeginAsync("a b", key: "nightly 2026-01-01");
        string other = await runs.BeginAsync("a", key: "nightly 2026-01-02");

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal("a=Queued", await runs.StatesAsync(first));
        Assert.Equal(2, await runs.QueryAsync<long>("SELECT COUNT(*) FROM run"));
    }

    [Theory, OnEveryEngine]
    public async Task CreateAsync_NoKey_EveryCallIsANewRun(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        Assert.NotEqual(await runs.BeginAsync("a"), await runs.BeginAsync("a"));
    }

    [Theory, OnEveryEngine]
    public async Task CreateAsync_SameKeyAtTheSameTime_IsOneRun(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => runs.BeginAsync("a b:a", key: "once"))));

        Assert.Single(ids.Distinct());
        Assert.Equal(2, await runs.QueryAsync<long>("SELECT COUNT(*) FROM step"));
    }

    [Theory, OnEveryEngine]
    public async Task ListAsync_SeveralRuns_NewestFirstAndPaged(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Insert(0, await runs.BeginAsync("a"));
            runs.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        IReadOnlyList<RunRecord> first = await runs.Store.ListAsync(new RunFilter(), 2, null, TestContext.Current.CancellationToken);
        IReadOnlyList<RunRecord> second = await runs.Store.ListAsync(new RunFilter(), 9, first[^1].Id, TestContext.Current.CancellationToken);
        Assert.Equal(ids, first.Concat(second).Select(run => run.Id));
    }

    [Theory, OnEveryEngine]
    public async Task FindAsync_UnknownRun_IsNull(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        Assert.Null(await runs.Store.FindAsync("'; DROP TABLE run; --", TestContext.Current.CancellationToken));
    }
}
