using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Requests;

/// <summary>Ticks come faster than runs end, or cannot begin runs at all.</summary>
public sealed class LateTicksTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Every five minutes, while the first run goes on for half an hour.
    [Theory, OnEveryEngine]
    public async Task StartDueAsync_LatestAndALongRun_TheNewestWaitsAndBegins(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await HalfAnHourAsync(schedules, MisfirePolicy.Latest);
        IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
        Assert.Equal([RequestState.Begun, .. Enumerable.Repeat(RequestState.Skipped, 4), RequestState.Pending], requests.Select(request => request.State));
        Assert.Equal(
            $"it waited for more than 60 s, and the tick of {requests[2].LogicalAt:u} waits too: misfire policy latest begins a run for the latest only", requests[1].Reason);

        await schedules.SucceedAllAsync();
        Assert.Equal(1, await schedules.StartAsync());
        Assert.Equal(RequestState.Begun, (await schedules.RequestsOfAsync(schedule.Id))[^1].State);
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_NoneAndALongRun_WhatIsLateBeginsNoRun(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await HalfAnHourAsync(schedules, MisfirePolicy.None);
        schedules.Clock.Advance(TimeSpan.FromSeconds(61));
        await schedules.SucceedAllAsync();
        Assert.Equal(0, await schedules.StartAsync());

        IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
        Assert.Equal([RequestState.Begun, .. Enumerable.Repeat(RequestState.Skipped, 5)], requests.Select(request => request.State));
        Assert.Equal("it waited for more than 60 s: misfire policy none begins no run for missed ticks", requests[5].Reason);
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_AllAndALongRun_EveryTickBeginsInOrder(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await HalfAnHourAsync(schedules, MisfirePolicy.All);
        for (int begun = 1; begun <= 6; begun++)
        {
            IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
            Assert.Equal(
                [.. Enumerable.Repeat(RequestState.Begun, begun), .. Enumerable.Repeat(RequestState.Pending, 6 - begun)], requests.Select(request => request.State));
            await schedules.SucceedAllAsync();
            Assert.Equal(begun < 6 ? 1 : 0, await schedules.StartAsync());
        }
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_AllAndMoreThanTheCap_TheLatestWait(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("* * * * *", with: definition => definition with { Misfire = MisfirePolicy.All });
        for (int i = 0; i < 2; i++)
        {
            schedules.Clock.Advance(TimeSpan.FromMinutes(505));
            await schedules.TickAsync();
        }

        await schedules.StartAsync();
        IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
        Assert.Equal(
            [.. Enumerable.Repeat(RequestState.Skipped, 10), RequestState.Begun, .. Enumerable.Repeat(RequestState.Pending, 999)], requests.Select(request => request.State));
        Assert.Equal("it waited for more than 60 s, and 1000 later ticks wait too: misfire policy all begins runs for so many at most", requests[9].Reason);
    }

    // The file is broken over a weekend.
    [Theory, OnEveryEngine]
    public async Task StartDueAsync_LatestAndNoRunCanBegin_OneTickIsMadeUpFor(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        string good = await File.ReadAllTextAsync(schedules.PipelinesPath, Cancellation);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *");
        schedules.Write("pipelines: [");
        for (int hour = 0; hour < 48; hour++)
        {
            schedules.Clock.Advance(TimeSpan.FromHours(1));
            await schedules.TickAsync();
            await schedules.StartAsync();
        }

        schedules.Write(good);
        schedules.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await schedules.StartAsync());
        IReadOnlyList<RequestRecord> requests = await schedules.RequestsOfAsync(schedule.Id);
        Assert.Equal([.. Enumerable.Repeat(RequestState.Skipped, 47), RequestState.Begun], requests.Select(request => request.State));
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_Jitter_NobodyWaitsForADelayThatIsNotOver(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("*/5 * * * *", with: definition => definition with { Jitter = TimeSpan.FromHours(1) });
        for (int minute = 0; minute < 180; minute++)
        {
            schedules.Clock.Advance(TimeSpan.FromMinutes(1));
            await schedules.TickAsync();
            while (await schedules.StartAsync() > 0) await schedules.SucceedAllAsync();
        }

        DateTimeOffset now = schedules.Clock.GetUtcNow();
        Assert.All(
            await schedules.RequestsOfAsync(schedule.Id),
            request => Assert.Equal(request.NotBefore <= now ? RequestState.Begun : RequestState.Pending, request.State));
    }

    [Theory, OnEveryEngine]
    public async Task StartDueAsync_NothingToDo_WritesNothing(DatabaseEngine engine)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(engine, postgres);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *", with: definition => definition with { Overlap = OverlapPolicy.CancelPrevious });
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();
        await schedules.StartAsync();
        Assert.NotNull(await schedules.Transitions.ClaimAsync(new ClaimRequest("worker", TestRuns.Lease), Cancellation));
        await schedules.Requests.AskAsync(
            new NewRequest("p", RunCause.ByHand("test"), "later") { Group = "g", GroupMaximum = 1, NotBefore = schedules.Clock.GetUtcNow().AddHours(2) }, Cancellation);
        schedules.Clock.Advance(TimeSpan.FromHours(1));
        await schedules.TickAsync();
        await schedules.StartAsync();
        Assert.StartsWith("waits for run", (await schedules.RequestsOfAsync(schedule.Id))[1].Reason, StringComparison.Ordinal);

        int writes = schedules.Reliability.Writes;
        Assert.Equal(0, await schedules.StartAsync());
        Assert.Equal(writes, schedules.Reliability.Writes);
    }

    private static async Task<ScheduleRecord> HalfAnHourAsync(TestSchedules schedules, MisfirePolicy misfire)
    {
        ScheduleRecord schedule = await schedules.AddAsync("*/5 * * * *", with: definition => definition with { Misfire = misfire });
        for (int i = 0; i < 6; i++)
        {
            schedules.Clock.Advance(TimeSpan.FromMinutes(5));
            await schedules.TickAsync();
            await schedules.StartAsync();
        }

        return schedule;
    }
}
