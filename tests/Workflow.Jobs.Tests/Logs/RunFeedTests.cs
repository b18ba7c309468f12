using FsCheck.Fluent;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Logs;

public sealed class RunFeedTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task FollowAsync_RunThatIsOver_TellsEventsAndLinesInOneOrderAndEnds(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string id = await feed.Runs.BeginAsync("a b:a");
        StepClaim a = await feed.Runs.ClaimAsync();
        await feed.WriteAsync(a, "one", "two", string.Empty);
        Assert.True(await feed.Runs.SucceedAsync(a));
        StepClaim b = await feed.Runs.ClaimAsync();
        await feed.WriteAsync(b, "three");
        Assert.True(await feed.Runs.FailAsync(b, "no"));

        IReadOnlyList<FeedItem> items = await feed.ReadAsync(id);

        Assert.Equal(["created", "a started", "a> one|two|", "a Succeeded", "b started", "b> three", "b Failed", "Failed"], items.Select(TestFeed.Words));
        Assert.Equal(Enumerable.Range(1, items.Count).Select(i => (long)i), items.Select(item => item.Sequence));
        Assert.Equal("no", items[6].Message);
    }

    [Theory, OnEveryEngine]
    public async Task FollowAsync_RunThatGoesOn_TellsWhatComesWhenItComes(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string id = await feed.Runs.BeginAsync("a");
        await using IAsyncEnumerator<FeedItem> items = feed.Feed.FollowAsync(id, 0, Cancel).GetAsyncEnumerator(Cancel);
        Assert.Equal("created", await NextAsync());
        Task<string> next = NextAsync();
        StepClaim claim = await feed.Runs.ClaimAsync();
        Assert.Equal("a started", await WhileTimeGoesOnAsync(next));
        next = NextAsync();
        await feed.WriteAsync(claim, "one");
        Assert.Equal("a> one", await WhileTimeGoesOnAsync(next));
        next = NextAsync();
        Assert.True(await feed.Runs.SucceedAsync(claim));
        Assert.Equal("a Succeeded", await WhileTimeGoesOnAsync(next));
        Assert.Equal("Succeeded", await WhileTimeGoesOnAsync(NextAsync()));
        Assert.Equal("end", await WhileTimeGoesOnAsync(NextAsync()));

        async Task<string> NextAsync() => await items.MoveNextAsync() ? TestFeed.Words(items.Current) : "end";

        // The feed waits by the clock of the test.
        async Task<string> WhileTimeGoesOnAsync(Task<string> told)
        {
            while (!told.IsCompleted)
            {
                feed.Runs.Clock.Advance(TimeSpan.FromMilliseconds(100));
                await Task.Yield();
            }

            return await told;
        }
    }

    [Theory, OnEveryEngine]
    public async Task FollowAsync_MoreRowsThanAPage_TellsAllOfThem(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        int rows = (2 * RunFeed.PageSize) + 7;
        string id = await feed.EndedRunAsync(rows);
        IReadOnlyList<FeedItem> items = await feed.ReadAsync(id);
        Assert.Equal(Enumerable.Range(0, rows).Select(i => $"line {i}"), items.SelectMany(item => item.Lines ?? []));
        Assert.Equal("Succeeded", TestFeed.Words(items[^1]));
    }

    [Fact]
    public async Task ReadAsync_AnyLimit_NeverReadsMore()
    {
        await using TestFeed feed = await TestFeed.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await feed.EndedRunAsync(20);
        for (int limit = 1; limit < 10; limit++) Assert.Equal(limit, (await feed.Feed.ReadAsync(id, 5, limit, Cancel)).Count);
    }

    [Theory, OnEveryEngine]
    public async Task FollowAsync_UnknownRun_Ends(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        Assert.Empty(await feed.ReadAsync("no such run"));
    }

    /// <summary>Wherever a reader stops and goes on, it has everything once and in order.</summary>
    [Theory, OnEveryEngine]
    public async Task FollowAsync_StoppedAndResumedAnywhere_TellsEverythingOnce(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string id = await feed.EndedRunAsync(RunFeed.PageSize + 30);
        string[] whole = [.. (await feed.ReadAsync(id)).Select(TestFeed.Words)];
        Properties.Hold(
            Gen.Choose(1, 120).ListOf(),
            stops =>
            {
                var told = new List<string>();
                long after = 0;
                foreach (int most in stops.Append(int.MaxValue))
                {
                    IReadOnlyList<FeedItem> part = feed.ReadAsync(id, after, most).GetAwaiter().GetResult();
                    told.AddRange(part.Select(TestFeed.Words));
                    if (part.Count > 0) after = part[^1].Sequence;
                }

                Assert.Equal(whole, told);
            },
            tests: 20);
    }

    [Theory, OnEveryEngine]
    public async Task ReadAsync_LogOfAStep_IsReadPageByPage(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string id = await feed.Runs.BeginAsync("a b");
        StepClaim a = await feed.Runs.ClaimAsync();
        StepClaim b = await feed.Runs.ClaimAsync();
        await feed.WriteAsync(a, "a1", "a2");
        await feed.WriteAsync(b, "b1");
        await feed.WriteAsync(a, "a3");

        LogPage first = await feed.Store.ReadAsync(id, "a", 0, 1, Cancel);
        LogPage second = await feed.Store.ReadAsync(id, "a", first.Next!.Value, 2, Cancel);
        LogPage all = await feed.Store.ReadAsync(id, null, 0, 100, Cancel);

        Assert.Equal(["a1", "a2"], first.Items.SelectMany(item => item.Lines));
        Assert.Equal(["a3"], second.Items.SelectMany(item => item.Lines));
        Assert.Null(second.Next);
        Assert.Equal(["a a1", "a a2", "b b1", "a a3"], all.Items.SelectMany(item => item.Lines.Select(line => $"{item.Step} {line}")));
        Assert.Null(all.DeletedAt);
    }
}
