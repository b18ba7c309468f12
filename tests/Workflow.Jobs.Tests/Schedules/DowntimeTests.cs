using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Schedules;

/// <summary>Nobody handles ticks for a minute, a night, a week; then somebody does.</summary>
public sealed class DowntimeTests(PostgresServer postgres)
{
    private static readonly DateTimeOffset Evening = new(2026, 3, 27, 20, 59, 30, TimeSpan.Zero);

    // Every hour: 21:00 is the first tick. Ticks of the last 60 seconds count as punctual.
    [Theory]
    [InlineData(MisfirePolicy.Latest, 60, 1, null)]
    [InlineData(MisfirePolicy.All, 60, 1, null)]
    [InlineData(MisfirePolicy.None, 60, 1, null)]
    [InlineData(MisfirePolicy.Latest, 10 * 3600, 1, "9 ticks from 2026-03-27 21:00:00Z to 2026-03-28 05:00:00Z were missed and passed over: misfire policy latest begins a run for the latest due tick only")]
    [InlineData(MisfirePolicy.All, 10 * 3600, 10, null)]
    [InlineData(MisfirePolicy.None, 10 * 3600, 0, "10 ticks from 2026-03-27 21:00:00Z to 2026-03-28 06:00:00Z were missed and passed over: misfire policy none begins no run for missed ticks")]
    [InlineData(MisfirePolicy.None, (10 * 3600) + 60, 1, "10 ticks from 2026-03-27 21:00:00Z to 2026-03-28 06:00:00Z were missed and passed over: misfire policy none begins no run for missed ticks")]
    [InlineData(MisfirePolicy.Latest, (7 * 86400) + 1800, 1, "168 ticks from 2026-03-27 21:00:00Z to 2026-04-03 20:00:00Z were missed and passed over: misfire policy latest begins a run for the latest due tick only")]
    [InlineData(MisfirePolicy.All, (7 * 86400) + 1800, 169, null)]
    [InlineData(MisfirePolicy.None, (7 * 86400) + 1800, 0, "169 ticks from 2026-03-27 21:00:00Z to 2026-04-03 21:00:00Z were missed and passed over: misfire policy none begins no run for missed ticks")]
    public async Task TickAsync_AfterDowntime_FollowsThePolicyAndSaysWhatItPassedOver(MisfirePolicy policy, int seconds, int runs, string? passedOver)
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(DatabaseEngine.Sqlite, postgres, Evening);
        ScheduleRecord schedule = await schedules.AddAsync("0 * * * *", "Europe/Berlin", definition => definition with { Misfire = policy });
        DateTimeOffset[] due = [.. schedule.Times().Between(Evening, Evening.AddSeconds(seconds))];
        schedules.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await schedules.TickAsync();
        Assert.Equal(0, await schedules.TickAsync());

        // The latest ones begin, all others are in the history.
        Assert.Equal(due[^runs..], await schedules.MomentsAsync(schedule.Id));
        Assert.Equal(passedOver, (await schedules.EventsAsync(schedule.Id)).SingleOrDefault(happened => happened.Kind == "passed-over")?.Message);
        ScheduleRecord after = (await schedules.Store.FindAsync(schedule.Id, TestContext.Current.CancellationToken))!;
        Assert.Equal(schedule.Times().NextAfter(schedules.Clock.GetUtcNow()), after.NextAt);
        Assert.Equal(runs == 0 ? null : due[^1], after.LastAt);
    }
}
