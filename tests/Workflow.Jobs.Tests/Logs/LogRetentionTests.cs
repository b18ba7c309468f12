using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Logs;

public sealed class LogRetentionTests(PostgresServer postgres)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task SweepAsync_RunsOfEveryAge_DeletesTheLogsOfThoseThatEndedLongAgoOnly(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string old = await feed.EndedRunAsync(3);
        string working = await feed.Runs.BeginAsync("a");
        StepClaim claim = await feed.Runs.ClaimAsync();
        await feed.WriteAsync(claim, "kept");
        feed.Runs.Clock.Advance(Keep / 2);
        string young = await feed.EndedRunAsync(2);
        feed.Runs.Clock.Advance((Keep / 2) + TimeSpan.FromSeconds(1));

        Assert.Equal(3, await Retention(feed).SweepAsync(Cancel));

        LogPage gone = await feed.Store.ReadAsync(old, null, 0, 10, Cancel);
        Assert.Empty(gone.Items);
        Assert.Equal(feed.Runs.Clock.GetUtcNow().ToUnixTimeMilliseconds(), gone.DeletedAt?.ToUnixTimeMilliseconds());
        Assert.Equal(["created", "a started", "a Succeeded", "Succeeded", "log-deleted"], (await feed.ReadAsync(old)).Select(TestFeed.Words));
        Assert.Equal(RunState.Succeeded, (await feed.Runs.FindAsync(old)).State);
        foreach (string kept in (string[])[working, young])
        {
            LogPage page = await feed.Store.ReadAsync(kept, null, 0, 10, Cancel);
            Assert.NotEmpty(page.Items);
            Assert.Null(page.DeletedAt);
        }

        Assert.Equal(0, await Retention(feed).SweepAsync(Cancel));
        Assert.Equal(5, (await feed.ReadAsync(old)).Count);
    }

    [Fact]
    public async Task SweepAsync_MoreRowsThanABatch_DeletesAllAndTellsOnce()
    {
        await using TestFeed feed = await TestFeed.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await feed.EndedRunAsync(2_100);
        feed.Runs.Clock.Advance(Keep * 2);
        Assert.Equal(2_100, await Retention(feed).SweepAsync(Cancel));
        Assert.Single(await feed.Runs.EventsAsync(id), happened => happened.Kind == LogRetention.EventKind);
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_RunThatWasResumed_KeepsItsLog(DatabaseEngine engine)
    {
        await using TestFeed feed = await TestFeed.CreateAsync(engine, postgres);
        string id = await feed.EndedRunAsync(3);
        feed.Runs.Clock.Advance(Keep * 2);
        Assert.True(await feed.Runs.Transitions.ResumeAsync(id, "a", "test", Cancel));
        Assert.Equal(0, await Retention(feed).SweepAsync(Cancel));
        Assert.Equal(3, (await feed.Store.ReadAsync(id, null, 0, 10, Cancel)).Items.Count);
    }

    private static LogRetention Retention(TestFeed feed) => new(feed.Runs.Reliability, feed.Runs.Clock, Keep);
}
