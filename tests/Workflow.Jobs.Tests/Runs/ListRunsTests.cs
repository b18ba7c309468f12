using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class ListRunsTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task ListAsync_AnyFilter_ListsExactlyThoseNewestFirst(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string first = await BeginAsync(runs, "one", "x", "y");
        string second = await BeginAsync(runs, "two", "x");
        await runs.CancelAsync(second);
        string third = await BeginAsync(runs, "one");

        Assert.Equal([third, second, first], await ListAsync(runs, new RunFilter()));
        Assert.Equal([third, first], await ListAsync(runs, new RunFilter { Pipeline = "one" }));
        Assert.Equal([second], await ListAsync(runs, new RunFilter { State = RunState.Cancelled }));
        Assert.Equal([second, first], await ListAsync(runs, new RunFilter { Tag = "x" }));
        Assert.Equal([first], await ListAsync(runs, new RunFilter { Tag = "x" }, before: second));
        Assert.Equal([first], await ListAsync(runs, new RunFilter { Tag = "x", Pipeline = "one", State = RunState.Queued }));
        Assert.Empty(await ListAsync(runs, new RunFilter { Tag = "z" }));
        Assert.Equal([second], await ListAsync(runs, new RunFilter { Id = second[^6..] }));
        Assert.Equal([second], await ListAsync(runs, new RunFilter { Id = second, Tag = "x" }));
        Assert.Equal([third, second, first], await ListAsync(runs, new RunFilter { Id = first[..4] }));
        Assert.Equal([third, second, first], await ListAsync(runs, new RunFilter { Step = "a" }));
        Assert.Equal([second, first], await ListAsync(runs, new RunFilter { Step = "a", Tag = "x" }));
        Assert.Empty(await ListAsync(runs, new RunFilter { Step = "b" }));
        Assert.Equal(["one", "two"], await runs.Store.PipelinesAsync(Cancel));
    }

    [Theory, OnEveryEngine]
    public async Task ListAsync_BuiltFrom_ListsRebuildsAndNoRetries(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string first = await BeginAsync(runs, "one");
        string rebuilt = await BeginByAsync(RunCauseKind.Rebuild);
        await BeginByAsync(RunCauseKind.Retry);
        Assert.Equal([rebuilt], await ListAsync(runs, new RunFilter { BuiltFrom = first }));
        Assert.Empty(await ListAsync(runs, new RunFilter { BuiltFrom = rebuilt }));
        Assert.Equal((RunCauseKind.Rebuild, first), ((await runs.Store.FindAsync(rebuilt, Cancel))!.Cause.Kind, (await runs.Store.FindAsync(rebuilt, Cancel))!.Cause.Id));

        Task<string> BeginByAsync(RunCauseKind kind) =>
            runs.Transitions.CreateAsync(new NewRun(Projects.Default, SampleDefinitions.Of("a"), new RunCause(kind, "a test", first)), Cancel);
    }

    private static async Task<string> BeginAsync(TestRuns runs, string pipeline, params string[] tags)
    {
        runs.Clock.Advance(TimeSpan.FromSeconds(1));
        return await runs.BeginAsync(SampleDefinitions.Of("a", pipeline) with { Tags = tags });
    }

    private static async Task<IEnumerable<string>> ListAsync(TestRuns runs, RunFilter filter, string? before = null) =>
        (await runs.Store.ListAsync(filter, 10, before, Cancel)).Select(run => run.Id);
}
