using System.Globalization;
using Quartz;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Tests.Schedules;

/// <summary>What Quartz's own expressions do when clocks change, and where ours differ: the reason for <see cref="CronTimes"/>.</summary>
public sealed class QuartzClockChangeTests
{
    // Columns: expression of both, the day, ticks by Quartz, ticks by us.
    [Theory]
    [InlineData("0 2-4 * * *", "2026-10-25", "02:00+02:00 02:00+01:00 03:00+01:00 04:00+01:00", "02:00+02:00 03:00+01:00 04:00+01:00")]
    [InlineData("*/20 2 * * *", "2026-10-25", "02:00+02:00 02:20+02:00 02:40+02:00 02:00+01:00 02:20+01:00 02:40+01:00", "02:00+02:00 02:20+02:00 02:40+02:00")]
    [InlineData("30 1-3/1 * * *", "2026-10-25", "01:30+02:00 02:30+02:00 02:30+01:00 03:30+01:00", "01:30+02:00 02:30+02:00 03:30+01:00")]
    public void Quartz_ClocksGoBack_RepeatsTimesOfDayWithARangeOrAStepOfMinutes(string cron, string day, string quartz, string ours)
    {
        Assert.Equal(quartz, Quartz(cron, day));
        Assert.Equal(ours, Ours(cron, day));
    }

    [Theory]
    [InlineData("30 * * * *", "2026-03-29", "00:30+01:00 01:30+01:00 03:00+02:00 03:30+02:00 04:30+02:00", "00:30+01:00 01:30+01:00 03:30+02:00 04:30+02:00")]
    [InlineData("7/15 * * * *", "2026-03-29", "01:52+01:00 03:00+02:00 03:07+02:00", "01:52+01:00 03:07+02:00")]
    public void Quartz_ClocksGoForward_AddsATickToIntervals(string cron, string day, string quartz, string ours)
    {
        Assert.Contains(quartz, Quartz(cron, day), StringComparison.Ordinal);
        Assert.Contains(ours, Ours(cron, day), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30 2 * * *", "2026-03-29")]
    [InlineData("30 2 * * *", "2026-10-25")]
    [InlineData("0 */2 * * *", "2026-03-29")]
    [InlineData("*/15 * * * *", "2026-10-25")]
    public void Quartz_PlainTimesAndQuarters_AreTheSame(string cron, string day) => Assert.Equal(Quartz(cron, day), Ours(cron, day));

    private static string Quartz(string cron, string day)
    {
        string[] fields = cron.Split(' ');
        var expression = new CronExpression($"0 {fields[0]} {fields[1]} ? * *", Berlin);
        return Ticks(day, expression.GetNextValidTimeAfter);
    }

    private static string Ours(string cron, string day) => Ticks(day, CronTimes.Parse(cron, Berlin.Id).NextAfter);

    private static TimeZoneInfo Berlin => ScheduleZone.Find("Europe/Berlin");

    private static string Ticks(string day, Func<DateTimeOffset, DateTimeOffset?> nextAfter)
    {
        DateTime midnight = DateTime.Parse(day, CultureInfo.InvariantCulture);
        var ticks = new List<string>();
        var start = new DateTimeOffset(midnight, Berlin.GetUtcOffset(midnight));
        for (DateTimeOffset? tick = nextAfter(start.AddTicks(-1)); tick is { } instant; tick = nextAfter(instant))
        {
            DateTimeOffset local = TimeZoneInfo.ConvertTime(instant, Berlin);
            if (local.DateTime >= midnight.AddHours(5)) break;
            ticks.Add(local.ToString("HH:mmzzz", CultureInfo.InvariantCulture));
        }

        return string.Join(' ', ticks);
    }
}
