using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class ScheduleStoreTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task CreateAsync_EveryKey_IsReadBackAsItWas(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        var definition = new ScheduleDefinition("nightly", "run", "30 2 * * *", "Europe/Berlin")
        {
            Start = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            End = new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero),
            Jitter = TimeSpan.FromMinutes(5),
            Misfire = MisfirePolicy.All,
            Overlap = OverlapPolicy.CancelPrevious,
            Settings = ["tags=[night]"],
        };
        ScheduleRecord made = await schedules.Store.CreateAsync(schedules.File, "p", definition, "ann", Cancellation);
        ScheduleRecord? found = await schedules.Store.FindAsync("p", "nightly", Cancellation);

        Assert.Equal(made.Id, found!.Id);
        Assert.Equal(definition with { Settings = [] }, found.Definition with { Settings = [] });
        Assert.Equal(definition.Settings, found.Definition.Settings);
        Assert.Equal((ScheduleOrigin.User, false, 1L), (found.Origin, found.IsPaused, found.Revision));
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 1, 30, 0, TimeSpan.Zero), found.NextAt);
        Assert.Equal(5, found.NextTicks(schedules.Clock.GetUtcNow(), 5).Count);
        Assert.Equal(["created: by ann"], (await schedules.EventsAsync(made.Id)).Select(happened => $"{happened.Kind}: {happened.Message}"));
        var taken = await Assert.ThrowsAsync<ScheduleException>(() => schedules.Store.CreateAsync(schedules.File, "p", definition, "ann", Cancellation));
        Assert.Contains("has a schedule 'nightly' already", taken.Message, StringComparison.Ordinal);
    }

    [Theory, OnEveryEngine]
    public async Task ResumeAsync_AfterAPause_PassesOverItsTicksAndSaysSo(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *");
        schedules.Clock.Advance(TimeSpan.FromHours(1));

        // The tick of this very moment came before the pause.
        ScheduleRecord paused = await schedules.Store.PauseAsync(schedule.Id, "maintenance", "ann", Cancellation);
        Assert.Equal((true, "maintenance", "ann"), (paused.IsPaused, paused.PauseReason, paused.PausedBy));
        schedules.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(0, await schedules.TickAsync());
        await Assert.ThrowsAsync<ScheduleException>(() => schedules.Store.PauseAsync(schedule.Id, "again", "bob", Cancellation));
        ScheduleRecord resumed = await schedules.Store.ResumeAsync(schedule.Id, "bob", Cancellation);
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();

        Assert.Equal((false, null, 3L), (resumed.IsPaused, resumed.PauseReason, resumed.Revision));
        Assert.Equal([1, 5], (await schedules.MomentsAsync(schedule.Id)).Select(tick => tick.Hour));
        Assert.Equal(
            ["created", "paused", "passed-over: 3 ticks from 2026-01-01 02:00:00Z to 2026-01-01 04:00:00Z came while the schedule was paused, and were passed over", "resumed"],
            (await schedules.EventsAsync(schedule.Id)).Select(happened => happened.Kind == "passed-over" ? $"passed-over: {happened.Message}" : happened.Kind));
    }

    [Theory, OnEveryEngine]
    public async Task UpdateAsync_AnotherZone_DoesNotFireForThePast(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 12 * * *");
        schedules.Clock.Advance(TimeSpan.FromHours(11));
        ScheduleRecord edited = await schedules.Store.UpdateAsync(schedules.File, schedule.Id, 1, schedule.Definition with { Zone = "Asia/Kolkata", Name = "other" }, "ann", Cancellation);
        await schedules.TickAsync();

        // Noon in Kolkata was at 06:30.
        Assert.Empty(await schedules.MomentsAsync(schedule.Id));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 6, 30, 0, TimeSpan.Zero), edited.NextAt);
        Assert.Equal(schedule.Definition.Name, edited.Definition.Name);
        var late = await Assert.ThrowsAsync<ScheduleException>(() => schedules.Store.UpdateAsync(schedules.File, schedule.Id, 1, schedule.Definition, "bob", Cancellation));
        Assert.Contains("changed by somebody else", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAsync_WhatCannotBeUsed_IsRefused()
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await Assert.ThrowsAsync<ScheduleException>(() => schedules.AddAsync("61 * * * *"));
        await Assert.ThrowsAsync<ScheduleException>(() => schedules.AddAsync("* * * * *", "Europe/Berln"));
        await Assert.ThrowsAsync<ScheduleException>(() => schedules.AddAsync("* * * * *", with: definition => definition with { Name = "No name" }));
        await Assert.ThrowsAsync<ScheduleException>(() => schedules.AddAsync("* * * * *", with: definition => definition with { Jitter = TimeSpan.FromSeconds(-1) }));
        await Assert.ThrowsAsync<ConfigurationException>(() => schedules.AddAsync("* * * * *", with: definition => definition with { Settings = ["tgas=[a]"] }));
        await Assert.ThrowsAsync<PipelineException>(() => schedules.Store.CreateAsync(schedules.File, "q", new ScheduleDefinition("s", "run", "* * * * *", "UTC"), "ann", Cancellation));
    }

    [Theory, OnEveryEngine]
    public async Task CreateAsync_ABatch_IsRefusedBecauseItIsWrittenInPipelinesYaml(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);

        var refused = await Assert.ThrowsAsync<ScheduleException>(() => schedules.AddAsync("0 * * * *", with: definition => definition with { Do = "batch" }));

        Assert.Contains("pipelines.yaml", refused.Message, StringComparison.Ordinal);
    }

    [Theory, OnEveryEngine]
    public async Task RunNowAsync_PausedSchedule_AsksWithItsSettings(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *", with: definition => definition with { Settings = ["tags=[night]"] });
        await schedules.Store.PauseAsync(schedule.Id, "maintenance", "ann", Cancellation);
        string id = await schedules.Store.RunNowAsync(schedule.Id, "ann", "once", Cancellation);
        Assert.Equal(id, await schedules.Store.RunNowAsync(schedule.Id, "ann", "once", Cancellation));
        await schedules.StartAsync();

        RequestRecord request = (await schedules.Requests.FindAsync(id, Cancellation))!;
        RunRecord run = (await schedules.Runs.FindAsync(request.RunId!, Cancellation))!;
        Assert.Equal(["night"], run.Definition.Tags);
        Assert.Equal((RunCauseKind.Hand, schedule.Id, null), (run.Cause.Kind, run.Cause.Id, run.LogicalAt));
    }

    [Theory, OnEveryEngine]
    public async Task TickAsync_Jitter_DelaysTheBeginningAndNotTheMoment(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 1 * * *", with: definition => definition with { Jitter = TimeSpan.FromMinutes(30) });
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();

        RequestRecord request = Assert.Single(await schedules.RequestsOfAsync(schedule.Id));
        Assert.Equal(schedules.Clock.GetUtcNow(), request.LogicalAt);
        Assert.Equal(TickJitter.DelayOf(schedule.Id, request.LogicalAt!.Value, TimeSpan.FromMinutes(30)).TotalMilliseconds, (request.NotBefore - request.LogicalAt!.Value).TotalMilliseconds, 1.0);
    }

    [Theory, OnEveryEngine]
    public async Task RequireAsync_ByIdentifierOrNames_FindsItOrNamesTheNearest(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        var none = await Assert.ThrowsAsync<ScheduleException>(() => schedules.Store.RequireAsync("p/nightly", Cancellation));
        Assert.Equal("there is no schedule 'p/nightly'; there are none yet", none.Message);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *");
        Assert.Equal(schedule.Id, (await schedules.Store.RequireAsync(schedule.Id, Cancellation)).Id);
        Assert.Equal(schedule.Id, (await schedules.Store.RequireAsync($"{schedule}", Cancellation)).Id);
        foreach (string unknown in (string[])[$"{schedule}x", $"{schedule}/x", schedule.Definition.Name, string.Empty])
        {
            var refused = await Assert.ThrowsAsync<ScheduleException>(() => schedules.Store.RequireAsync(unknown, Cancellation));
            Assert.Equal(ScheduleException.Unknown, refused.Code);
            Assert.Contains($"{schedule}", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory, OnEveryEngine]
    public async Task DeleteAsync_TakesBackWhatHasNotBegun(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *");
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();
        await schedules.Store.DeleteAsync(schedule.Id, "ann", Cancellation);

        Assert.Null(await schedules.Store.FindAsync(schedule.Id, Cancellation));
        RequestRecord request = Assert.Single(await schedules.RequestsOfAsync(schedule.Id));
        Assert.Equal((RequestState.Skipped, "its schedule was removed by ann"), (request.State, request.Reason));
    }
}
