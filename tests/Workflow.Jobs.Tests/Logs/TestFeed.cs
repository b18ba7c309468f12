using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Logs;

/// <summary>The feed and the log of runs on a database of one test.</summary>
internal sealed class TestFeed(TestRuns runs) : IAsyncDisposable
{
    public TestRuns Runs { get; } = runs;

    public StepLogStore Store { get; } = new(runs.Reliability, runs.Clock, runs.Signal);

    public RunFeed Feed { get; } = new(runs.Reliability, runs.Signal, runs.Clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestFeed> CreateAsync(DatabaseEngine engine, PostgresServer postgres) => new(await TestRuns.CreateAsync(engine, postgres));

    /// <summary>Appends lines to the log of a step that runs.</summary>
    public async Task WriteAsync(StepClaim claim, params IEnumerable<string> lines) =>
        Assert.True(await Store.AppendAsync(claim, string.Concat(lines.Select(line => line + "\n")), Cancel));

    /// <summary>A run that is over and has written rows of log, one line each: <c>line 0</c>, <c>line 1</c>, ...</summary>
    public async Task<string> EndedRunAsync(int rows)
    {
        string id = await Runs.BeginAsync("a");
        StepClaim claim = await Runs.ClaimAsync(id);
        for (int i = 0; i < rows; i++) await WriteAsync(claim, $"line {i}");
        Assert.True(await Runs.SucceedAsync(claim));
        return id;
    }

    /// <summary>The whole feed of a run that is over, or as many items as wanted.</summary>
    public async Task<IReadOnlyList<FeedItem>> ReadAsync(string run, long after = 0, int most = int.MaxValue)
    {
        var items = new List<FeedItem>();
        await foreach (FeedItem item in Feed.FollowAsync(run, after, Cancel))
        {
            items.Add(item);
            if (items.Count == most) break;
        }

        return items;
    }

    /// <summary>An item in few words: <c>a started</c>, <c>a> a line</c>.</summary>
    public static string Words(FeedItem item) => item.Lines is { } lines ? $"{item.Step}> {string.Join('|', lines)}" : $"{item.Step} {item.Kind}".TrimStart();

    public ValueTask DisposeAsync() => Runs.DisposeAsync();
}
