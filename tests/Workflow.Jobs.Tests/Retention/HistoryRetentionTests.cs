using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Retention;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.Notifications;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Retention;

public sealed class HistoryRetentionTests(PostgresServer postgres)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(90);
    private static readonly TimeSpan Longer = Keep + TimeSpan.FromDays(1);
    private static readonly RunCause File = new(RunCauseKind.File, "file", "f");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task SweepAsync_Requests_AreDeletedWhereTheyAndTheirRunsAreOverForLong(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        string over = await AskAsync(schedules, "over");
        Assert.Equal(1, await schedules.StartAsync());
        await schedules.SucceedAllAsync();
        string goesOn = await AskAsync(schedules, "goes on");
        Assert.Equal(1, await schedules.StartAsync());
        string pending = await AskAsync(schedules, "pending", schedules.Clock.GetUtcNow() + (Longer * 2));
        schedules.Clock.Advance(Longer);
        string young = await AskAsync(schedules, "young");
        Assert.True(await schedules.Requests.WithdrawAsync(young, "test", Cancel));

        Assert.Equal(new SweptHistory(1, 0, 0), await SweepAsync(schedules));
        Assert.Null(await schedules.Requests.FindAsync(over, Cancel));
        foreach (string kept in (string[])[goesOn, pending, young]) Assert.NotNull(await schedules.Requests.FindAsync(kept, Cancel));
        Assert.Equal(SweptHistory.Nothing, await SweepAsync(schedules));
    }

    // The same file lies there still when the server begins anew: its run is known by its key, whatever has become of pipelines.yaml.
    [Theory, OnEveryEngine]
    public async Task SweepAsync_RequestIsAskedForOnceMore_BeginsNoSecondRun(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        await AskAsync(schedules, "begun");
        Assert.Equal(1, await schedules.StartAsync());
        await schedules.SucceedAllAsync();
        string withdrawn = await AskAsync(schedules, "withdrawn");
        Assert.True(await schedules.Requests.WithdrawAsync(withdrawn, "test", Cancel));
        schedules.Clock.Advance(Longer);
        Assert.Equal(new SweptHistory(1, 0, 0), await SweepAsync(schedules));

        schedules.Write("pipelines: {}");
        string again = await AskAsync(schedules, "begun");
        Assert.Equal(withdrawn, await AskAsync(schedules, "withdrawn"));
        Assert.Equal(0, await schedules.StartAsync());
        RunRecord run = Assert.Single(await schedules.Runs.ListAsync(new RunFilter(), 10, null, Cancel));
        RequestRecord known = (await schedules.Requests.FindAsync(again, Cancel))!;
        Assert.Equal((RequestState.Begun, run.Id), (known.State, known.RunId));
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_TicksOfASchedule_AreForgottenAndNotHandledAgain(DatabaseEngine engine)
    {
        const int Ticks = 3;
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *", with: definition => definition with { Overlap = OverlapPolicy.Skip });
        for (int i = 0; i < Ticks; i++)
        {
            schedules.Clock.Advance(TimeSpan.FromHours(1));
            await schedules.TickAsync();
            await schedules.StartAsync();
        }

        await schedules.SucceedAllAsync();
        await schedules.Store.PauseAsync(schedule.Id, "a holiday", "test", Cancel);
        Assert.Equal([RequestState.Begun, RequestState.Skipped, RequestState.Skipped], (await schedules.RequestsOfAsync(schedule.Id)).Select(request => request.State));
        schedules.Clock.Advance(Longer);

        // Of the history the newest entry stays.
        Assert.Equal(new SweptHistory(Ticks, 0, 1), await SweepAsync(schedules));
        Assert.Equal("paused", Assert.Single(await schedules.EventsAsync(schedule.Id)).Kind);
        await schedules.TickAsync();
        await schedules.Store.ResumeAsync(schedule.Id, "test", Cancel);
        Assert.Empty(await schedules.RequestsOfAsync(schedule.Id));
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();
        Assert.Single(await schedules.RequestsOfAsync(schedule.Id));
        Assert.Equal(["paused", "passed-over", "resumed"], (await schedules.EventsAsync(schedule.Id)).Select(happened => happened.Kind));
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_Notifications_AreDeletedWhereNobodyNeedsThem(DatabaseEngine engine)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", receiver.Url), "late-after: 1h");
        await test.RunAsync(succeeds: false);
        string late = await test.BeginAsync();
        test.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await test.Late.LookAsync(Cancel));
        Assert.Equal(2, await test.SendAsync());
        await test.RunAsync(succeeds: false, pipeline: "other");
        test.Clock.Advance(Longer);

        // Without its notification a run that is late would be late once more.
        Assert.Equal(new SweptHistory(0, 1, 0), await SweepAsync(test));
        Assert.Equal(["ops failure pending", "ops late delivered"], await test.ToldAsync());
        Assert.Equal(0, await test.Late.LookAsync(Cancel));
        Assert.True(await test.Runs.SucceedAsync(await test.Runs.ClaimAsync(late)));
        Assert.Equal(new SweptHistory(0, 1, 0), await SweepAsync(test));
        Assert.Equal(0, await test.Runs.QueryAsync<long>("SELECT COUNT(*) FROM notification_delivery"));
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_CountsAndAnswersOfTwoVersions_GoWhenNobodyWritesThemAnyMore(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        var counts = new ArmTrafficStore(schedules.Reliability, schedules.Clock);
        var answers = new ComparedAnswerStore(schedules.Reliability);
        foreach (string epoch in (string[])["old", "new"])
        {
            var arm = new ArmKey("default", "sample-dev", epoch, "sample@2");
            await counts.WriteAsync("gateway", [(arm, ArmCounts.None with { Requests = 1 })], Cancel);
            await answers.AddAsync(arm, [new ComparedAnswer("r", "a", "b", 1, 0.5, schedules.Clock.GetUtcNow())], Cancel);
            if (epoch == "old") schedules.Clock.Advance(Keep + TimeSpan.FromDays(1));
        }

        // Days are kept with the versions: that is what is known of how these did.
        var day = new ArmKey("default", "sample-dev", TrafficDay.EpochOf(schedules.Clock.GetUtcNow()), "sample@2");
        await counts.WriteAsync("gateway", [(day, ArmCounts.None with { Requests = 7 })], Cancel);
        await schedules.ExecuteAsync("UPDATE arm_traffic SET updated_at = 0 WHERE epoch LIKE 'day-%'");

        Assert.Equal(new SweptHistory(0, 0, 0, 2), await SweepAsync(schedules));
        Assert.Equal(7, Assert.Single(await counts.ReadVersionAsync("default", "sample@2", Cancel)).Counts.Requests);
        Assert.Empty(await counts.ReadAsync("default", "sample-dev", "old", Cancel));
        Assert.Single(await counts.ReadAsync("default", "sample-dev", "new", Cancel));
        Assert.Single(await answers.ListAsync("default", "sample-dev", "new", 10, Cancel));
    }

    [Theory, OnEveryEngine]
    public async Task SweepAsync_TwoAtOnceOverManyBatches_DeleteAllOnce(DatabaseEngine engine)
    {
        const int Count = 1_200;
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("@yearly");
        for (int i = 0; i < Count; i++)
        {
            await schedules.ExecuteAsync($"""
                INSERT INTO run_request (id, project, pipeline, settings, cause_kind, cause, cause_id, logical_at, idempotency_key, overlap, not_before, state, created_at, ended_at)
                VALUES ('{i}', 'default', 'p', '[]', 'schedule', 's', '{schedule.Id}', 0, 'k{i}', 'Skip', 0, 'Skipped', 0, 0)
                """);
        }

        SweptHistory[] swept = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => SweepAsync(schedules), Cancel)));
        SweptHistory rest = await SweepAsync(schedules);
        Assert.Equal(Count, swept.Sum(one => one.Requests) + rest.Requests);
        Assert.Empty(await schedules.RequestsOfAsync(schedule.Id));
    }

    private static Task<SweptHistory> SweepAsync(TestSchedules schedules) => new HistoryRetention(schedules.Reliability, schedules.Clock, Keep).SweepAsync(Cancel);

    private static Task<SweptHistory> SweepAsync(TestNotifications test) => new HistoryRetention(test.Database, test.Clock, Keep).SweepAsync(Cancel);

    private static async Task<string> AskAsync(TestSchedules schedules, string key, DateTimeOffset? notBefore = null) =>
        (await schedules.Requests.AskAsync(new NewRequest("p", File, key) { NotBefore = notBefore }, Cancel)).Id;
}
