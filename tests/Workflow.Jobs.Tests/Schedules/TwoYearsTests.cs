using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Schedules;

/// <summary>Two years of schedules by a clock that the test moves: one request for each tick, both clock changes included.</summary>
public sealed class TwoYearsTests(PostgresServer postgres)
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TickAsync_TwoYearsInFourZones_OneRequestPerTick()
    {
        await using TestSchedules schedules = await TestSchedules.CreateAsync(DatabaseEngine.Sqlite, postgres, From);
        await SimulateAsync(schedules, From.AddYears(2), ["30 2 * * *", "0 */12 * * *"], scheduler => scheduler.TickAsync(Cancellation));
    }

    [Fact]
    [Trait("Needs", "PostgreSQL")]
    public async Task TickAsync_TwoProcessesOnPostgres_OneRequestPerTick()
    {
        // From before the change of Berlin's clocks to behind it, Lord Howe's and New York's included.
        DateTimeOffset from = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await using TestSchedules schedules = await TestSchedules.CreateAsync(DatabaseEngine.Postgres, postgres, from);
        Scheduler other = schedules.NewScheduler();
        await SimulateAsync(
            schedules, from.AddDays(45), ["30 2 * * *", "0 */6 * * *"],
            scheduler => Task.WhenAll(Task.Run(() => scheduler.TickAsync(Cancellation)), Task.Run(() => other.TickAsync(Cancellation))));
    }

    private static async Task SimulateAsync(TestSchedules schedules, DateTimeOffset upTo, string[] crons, Func<Scheduler, Task> tickAsync)
    {
        DateTimeOffset from = schedules.Clock.GetUtcNow();
        var made = new List<ScheduleRecord>();
        foreach (string zone in Zones)
        {
            foreach (string cron in crons) made.Add(await schedules.AddAsync(cron, zone));
        }

        Scheduler scheduler = schedules.NewScheduler();
        while (await scheduler.NextAsync(Cancellation) is { } next && next <= upTo)
        {
            schedules.Clock.Advance(next - schedules.Clock.GetUtcNow());
            await tickAsync(scheduler);
        }

        foreach (ScheduleRecord schedule in made)
        {
            IReadOnlyList<DateTimeOffset> asked = await schedules.MomentsAsync(schedule.Id);
            Assert.Equal(schedule.Times().Between(from, upTo), asked);
            Assert.Equal(["created"], (await schedules.EventsAsync(schedule.Id)).Select(happened => happened.Kind));
            if (schedule.Definition.Cron != "30 2 * * *") continue;

            // Without the calculus: once on every day that the zone's calendar has.
            DateOnly[] days = [.. asked.Select(tick => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(tick, schedule.Times().Zone).DateTime))];
            Assert.Equal(Enumerable.Range(0, days.Length).Select(days[0].AddDays), days);
            Assert.InRange(days.Length, (upTo - from).TotalDays - 1, (upTo - from).TotalDays + 1);
        }
    }
}
