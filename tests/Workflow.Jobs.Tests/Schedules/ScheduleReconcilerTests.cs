using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class ScheduleReconcilerTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_UnchangedScheduleAfterDowntime_KeepsItsTick(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        schedules.Write(With("{cron: 0 3 * * *}"));
        Assert.True(await schedules.ReconcileAsync());
        ScheduleRecord before = await FindAsync(schedules);
        schedules.Clock.Advance(TimeSpan.FromHours(8));
        Assert.True(await schedules.ReconcileAsync());
        Assert.Equal(before.NextAt, (await FindAsync(schedules)).NextAt);
        await schedules.TickAsync();
        Assert.Equal([before.NextAt!.Value], await schedules.MomentsAsync(before.Id));
    }

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_EditedSchedule_SettlesTheOldAndFollowsTheNew(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        schedules.Write(With("{cron: 0 3 * * *}"));
        await schedules.ReconcileAsync();
        ScheduleRecord before = await FindAsync(schedules);
        schedules.Clock.Advance(TimeSpan.FromHours(8));
        schedules.Write(With("{cron: 0 5 * * *, zone: UTC, overlap: skip}"));
        await schedules.ReconcileAsync();
        ScheduleRecord after = await FindAsync(schedules);

        // The night of the old one was missed and is made up for; 05:00 today is the past of the new one.
        Assert.Equal((before.Id, 2L, OverlapPolicy.Skip), (after.Id, after.Revision, after.Definition.Overlap));
        Assert.Equal([before.NextAt!.Value], await schedules.MomentsAsync(before.Id));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 5, 0, 0, TimeSpan.Zero), after.NextAt);
    }

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_RemovedSchedule_IsGoneAndUsersStay(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord own = await schedules.AddAsync("0 * * * *");
        schedules.Write(With("{cron: 0 3 * * *}"));
        await schedules.ReconcileAsync();
        schedules.Write("pipelines: {p: {steps: {work: {run: [\"true\"]}}}}");
        await schedules.ReconcileAsync();
        Assert.Equal([own.Id], (await schedules.Store.ListAsync(Cancellation)).Select(schedule => schedule.Id));
    }

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_BrokenFile_KeepsTheSchedulesAndTellsWhy(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        schedules.Write(With("{cron: 0 3 * * *}"));
        await schedules.ReconcileAsync();
        schedules.Write(With("{cron: 0 25 * * *}"));
        Assert.False(await schedules.ReconcileAsync());
        Assert.Contains("pipelines.p.schedules.nightly.cron", schedules.Reconciler.Problem, StringComparison.Ordinal);
        Assert.Equal("0 3 * * *", (await FindAsync(schedules)).Definition.Cron);
        schedules.Write(With("{cron: 0 4 * * *}"));
        Assert.True(await schedules.ReconcileAsync());
        Assert.Null(schedules.Reconciler.Problem);
    }

    [Theory, OnEveryEngine]
    public async Task TakeUpAsync_AnotherFile_LeavesTheSchedulesAndTheirPausesAlone(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        schedules.Write(With("{cron: 0 3 * * *}"));
        await schedules.ReconcileAsync();
        ScheduleRecord before = await FindAsync(schedules);
        string other = Path.Combine(Path.GetDirectoryName(schedules.PipelinesPath)!, "other.yaml");
        await File.WriteAllTextAsync(other, With("{cron: 0 4 * * *}").Replace("nightly", "daily", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.False(await schedules.Reconciler.TakeUpAsync(other, TestContext.Current.CancellationToken));
        Assert.Equal($"the schedules are those of {schedules.PipelinesPath}; `./workflow up --file {other}` replaces them by those of {other}", schedules.Reconciler.Problem);
        Assert.Equal(before, await FindAsync(schedules));

        schedules.Write(With("{cron: 0 5 * * *}"));
        Assert.True(await schedules.Reconciler.TakeUpAsync(schedules.PipelinesPath, TestContext.Current.CancellationToken));
        Assert.Equal((before.Id, "0 5 * * *"), ((await FindAsync(schedules)).Id, (await FindAsync(schedules)).Definition.Cron));
    }

    [Theory, OnEveryEngine]
    public async Task YamlSchedule_ElsewhereIsPausedAndNotEdited(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        schedules.Write(With("{cron: 0 3 * * *}"));
        await schedules.ReconcileAsync();
        ScheduleRecord schedule = await FindAsync(schedules);
        await schedules.Store.PauseAsync(schedule.Id, "maintenance", "ann", Cancellation);
        var refused = await Assert.ThrowsAsync<ScheduleException>(() => schedules.Store.UpdateAsync(schedules.File, schedule.Id, null, schedule.Definition, "ann", Cancellation));
        Assert.Equal("schedule p/nightly is written in pipelines.yaml: edit it there; here it can be paused", refused.Message);
        await Assert.ThrowsAsync<ScheduleException>(() => schedules.Store.DeleteAsync(schedule.Id, "ann", Cancellation));

        // An edit of the file does not end the pause.
        schedules.Write(With("{cron: 0 4 * * *}"));
        await schedules.ReconcileAsync();
        Assert.True((await FindAsync(schedules)).IsPaused);
    }

    [Theory, OnEveryEngine]
    public async Task ReconcileAsync_ByTwoAtOnce_EveryScheduleOnce(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        schedules.Write(With("{cron: 0 3 * * *}"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(schedules.ReconcileAsync)));
        Assert.Single(await schedules.Store.ListAsync(Cancellation));
    }

    private static string With(string schedule) => $"pipelines: {{p: {{steps: {{work: {{run: [\"true\"]}}}}, schedules: {{nightly: {schedule}}}}}}}";

    private static async Task<ScheduleRecord> FindAsync(TestSchedules schedules) => (await schedules.Store.FindAsync("p", "nightly", Cancellation))!;
}
