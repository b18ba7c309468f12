using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Logs;

public sealed class StepLogStoreTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task TailAsync_OfALongLog_IsItsEndInOrder(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string id = await feed.EndedRunAsync(rows: 130);
        LogTail tail = await feed.Store.TailAsync(id, null, 120, Cancel);
        Assert.Equal(Enumerable.Range(10, 120).Select(i => $"line {i}"), tail.Items.SelectMany(lines => lines.Lines));
        Assert.Empty(await feed.ReadAsync(id, tail.Last));
    }

    [Theory, OnEveryEngine]
    public async Task TailAsync_InTheMiddleOfARow_CutsItAndTellsWhereToGoOn(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string id = await feed.Runs.BeginAsync("a b");
        StepClaim a = await feed.Runs.ClaimAsync();
        StepClaim b = await feed.Runs.ClaimAsync();
        await feed.WriteAsync(a, "one", "two", "three");
        await feed.WriteAsync(b, "four");
        LogTail all = await feed.Store.TailAsync(id, null, 3, Cancel);
        Assert.Equal(["two", "three", "four"], all.Items.SelectMany(lines => lines.Lines));
        LogTail one = await feed.Store.TailAsync(id, a.Step, 500, Cancel);
        Assert.Equal(["one", "two", "three"], one.Items.SelectMany(lines => lines.Lines));
        Assert.Equal(all.Last, one.Last);
        await feed.WriteAsync(a, "five");
        Assert.True(await feed.Runs.SucceedAsync(a));
        Assert.True(await feed.Runs.SucceedAsync(b));
        Assert.Equal("a> five", TestFeed.Words((await feed.ReadAsync(id, all.Last))[0]));
    }

    [Theory, OnEveryEngine]
    public async Task TailAsync_NoLinesWantedOrNoSuchRun_IsEmpty(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string id = await feed.EndedRunAsync(rows: 2);
        Assert.Empty((await feed.Store.TailAsync(id, null, 0, Cancel)).Items);
        Assert.Equal(new LogTail([], 0).Last, (await feed.Store.TailAsync("nobody", null, 10, Cancel)).Last);
    }
}
