using Workflow.Jobs.Predictions;
using Workflow.Jobs.Retention;
using Workflow.Jobs.Tests.Logs;
using Workflow.Jobs.Tests.TestData;
using Workflow.Jobs.Tests.Workers;
using Workflow.Testing.Predictions;

namespace Workflow.Jobs.Tests.Retention;

public sealed class RetentionLoopTests(PostgresServer postgres)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_HourAfterHour_DeletesAtItsBeginAndThenWhatHasGrownOld()
    {
        await using TestFeed feed = await TestFeed.CreateAsync(DatabaseEngine.Sqlite, postgres);
        using var stop = new CancellationTokenSource();
        string first = await feed.EndedRunAsync(1);
        feed.Runs.Clock.Advance(Keep + TimeSpan.FromMinutes(1));
        string second = await feed.EndedRunAsync(1);
        var log = new RecordedLog<RetentionLoop>();
        var predictions = new PredictionStore(feed.Runs.Reliability);
        var scored = new ReceivedPrediction(new PredictionId(ScoredLines.Request(), 0), DateTimeOffset.UnixEpoch, ScoredLines.Sha256, null, "{}");
        await predictions.AddAsync(Projects.Default, "a-dev", [scored], Cancel);
        var loop = new RetentionLoop(feed.Runs.Reliability, feed.Runs.Clock, log);
        Task retention = Task.Run(() => loop.RunAsync(new RetentionOptions { Logs = Keep, Predictions = Keep }, stop.Token), Cancel);
        await UntilDeletedAsync(first, TimeSpan.Zero);
        Assert.Single((await feed.Store.ReadAsync(second, null, 0, 10, Cancel)).Items);
        await UntilDeletedAsync(second, TimeSpan.FromHours(1));
        await stop.CancelAsync();
        await retention;
        Assert.Equal("1 rows of log were deleted: the runs that wrote them ended more than 30 days ago", log.Records[0].Message);
        Assert.Contains(log.Records, record => record.Message == "1 predictions were deleted: they are older than 30 days");
        Assert.Null(await predictions.FindAsync(scored.Id, Cancel));

        async Task UntilDeletedAsync(string run, TimeSpan step)
        {
            while ((await feed.Store.ReadAsync(run, null, 0, 10, Cancel)).DeletedAt is null)
            {
                feed.Runs.Clock.Advance(step);
                await Task.Yield();
            }
        }
    }
}
