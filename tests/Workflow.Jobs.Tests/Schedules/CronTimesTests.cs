using System.Globalization;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class CronTimesTests
{
    // Local ticks of a local day; the offset tells the passes of a repeated hour apart.
    [Theory]

    // Clocks go from 02:00 to 03:00.
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-03-29", "03:00+02:00")]
    [InlineData("Europe/Berlin", "30 2 * * *", "2027-03-28", "03:00+02:00")]
    [InlineData("Europe/Berlin", "0 2 * * *", "2026-03-29", "03:00+02:00")]
    [InlineData("Europe/Berlin", "0 2,3 * * *", "2026-03-29", "03:00+02:00")]
    [InlineData("Europe/Berlin", "30 2,3 * * *", "2026-03-29", "03:00+02:00 03:30+02:00")]
    [InlineData("Europe/Berlin", "*/20 2 * * *", "2026-03-29", "03:00+02:00")]
    [InlineData("Europe/Berlin", "59 1 * * *", "2026-03-29", "01:59+01:00")]
    [InlineData("Europe/Berlin", "0 1-4 * * *", "2026-03-29", "01:00+01:00 03:00+02:00 04:00+02:00")]
    [InlineData("Europe/Berlin", "30 1-4 * * *", "2027-03-28", "01:30+01:00 03:00+02:00 03:30+02:00 04:30+02:00")]
    [InlineData("Europe/Berlin", "30 */6 * * *", "2026-03-29", "00:30+01:00 06:30+02:00 12:30+02:00 18:30+02:00")]
    [InlineData("Europe/Berlin", "30 2/6 * * *", "2026-03-29", "03:00+02:00 08:30+02:00 14:30+02:00 20:30+02:00")]

    // And back, from 03:00 to 02:00.
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-10-25", "02:30+02:00")]
    [InlineData("Europe/Berlin", "30 2 * * *", "2027-10-31", "02:30+02:00")]
    [InlineData("Europe/Berlin", "0 2 * * *", "2026-10-25", "02:00+02:00")]
    [InlineData("Europe/Berlin", "0 3 * * *", "2026-10-25", "03:00+01:00")]
    [InlineData("Europe/Berlin", "*/20 2 * * *", "2026-10-25", "02:00+02:00 02:20+02:00 02:40+02:00")]
    [InlineData("Europe/Berlin", "0 1-4 * * *", "2026-10-25", "01:00+02:00 02:00+02:00 03:00+01:00 04:00+01:00")]
    [InlineData("Europe/Berlin", "30 2/6 * * *", "2026-10-25", "02:30+02:00 02:30+01:00 08:30+01:00 14:30+01:00 20:30+01:00")]

    // The same at 02:00 in New York.
    [InlineData("America/New_York", "30 2 * * *", "2026-03-08", "03:00-04:00")]
    [InlineData("America/New_York", "30 2 * * *", "2027-03-14", "03:00-04:00")]
    [InlineData("America/New_York", "30 1 * * *", "2026-11-01", "01:30-04:00")]
    [InlineData("America/New_York", "30 1 * * *", "2027-11-07", "01:30-04:00")]
    [InlineData("America/New_York", "0 1,2 * * *", "2026-11-01", "01:00-04:00 02:00-05:00")]
    [InlineData("America/New_York", "0 2 * * *", "2026-11-01", "02:00-05:00")]

    // Lord Howe: by 30 minutes, forward from 02:00 to 02:30, back from 02:00 to 01:30.
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-04", "02:30+11:00")]
    [InlineData("Australia/Lord_Howe", "0 2 * * *", "2027-10-03", "02:30+11:00")]
    [InlineData("Australia/Lord_Howe", "30 2 * * *", "2026-10-04", "02:30+11:00")]
    [InlineData("Australia/Lord_Howe", "*/10 2 * * *", "2026-10-04", "02:30+11:00 02:40+11:00 02:50+11:00")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-05", "01:45+11:00")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2027-04-04", "01:45+11:00")]
    [InlineData("Australia/Lord_Howe", "30 1 * * *", "2026-04-05", "01:30+11:00")]
    [InlineData("Australia/Lord_Howe", "0 2 * * *", "2026-04-05", "02:00+10:30")]
    [InlineData("Australia/Lord_Howe", "*/15 1 * * *", "2026-04-05", "01:00+11:00 01:15+11:00 01:30+11:00 01:45+11:00")]

    // No changes.
    [InlineData("Asia/Kolkata", "30 2 * * *", "2026-03-29", "02:30+05:30")]
    [InlineData("UTC", "30 2 * * *", "2026-10-25", "02:30+00:00")]

    // Midnight itself is left out, or comes twice.
    [InlineData("America/Santiago", "@daily", "2026-09-06", "01:00-03:00")]
    [InlineData("America/Santiago", "30 23 * * *", "2026-04-04", "23:30-03:00")]
    [InlineData("America/Havana", "@daily", "2026-11-01", "00:00-04:00")]
    [InlineData("Africa/Cairo", "15 0 * * *", "2026-04-24", "01:00+03:00")]

    // Days.
    [InlineData("UTC", "0 12 13 * FRI", "2026-11-13", "12:00+00:00")]
    [InlineData("UTC", "0 12 13 * FRI", "2026-11-20", "12:00+00:00")]
    [InlineData("UTC", "0 12 14 * FRI", "2026-11-14", "12:00+00:00")]
    [InlineData("UTC", "0 12 14 * FRI", "2026-11-15", "")]
    [InlineData("UTC", "0 12 1-31 * FRI", "2026-11-15", "12:00+00:00")]
    [InlineData("UTC", "0 12 * * 0", "2026-11-15", "12:00+00:00")]
    [InlineData("UTC", "0 12 * * 7", "2026-11-15", "12:00+00:00")]
    [InlineData("UTC", "0 12 * * 1", "2026-11-15", "")]
    public void Between_ALocalDay_TicksAsExpected(string zone, string cron, string day, string expected) =>
        Assert.Equal(expected, Local(cron, zone, day, TimeSpan.FromDays(1)));

    // Intervals, from midnight or later.
    [Theory]
    [InlineData("Europe/Berlin", "30 * * * *", "2026-03-29", 4, "00:30+01:00 01:30+01:00 03:30+02:00")]
    [InlineData("Europe/Berlin", "0 */2 * * *", "2026-03-29", 6, "00:00+01:00 03:00+02:00 04:00+02:00")]
    [InlineData("Europe/Berlin", "30 * * * *", "2026-10-25", 4, "00:30+02:00 01:30+02:00 02:30+02:00 02:30+01:00 03:30+01:00")]
    [InlineData("Europe/Berlin", "0 */2 * * *", "2026-10-25", 6, "00:00+02:00 02:00+02:00 02:00+01:00 04:00+01:00")]
    [InlineData("America/New_York", "@hourly", "2026-03-08", 4, "00:00-05:00 01:00-05:00 03:00-04:00")]
    [InlineData("America/New_York", "@hourly", "2027-11-07", 3, "00:00-04:00 01:00-04:00 01:00-05:00 02:00-05:00")]
    [InlineData("Australia/Lord_Howe", "@hourly", "2026-10-04", 4, "00:00+10:30 01:00+10:30 02:30+11:00 03:00+11:00")]
    [InlineData("Australia/Lord_Howe", "5/15 1-3 * * *", "2026-10-04", 3, "01:05+10:30 01:20+10:30 01:35+10:30 01:50+10:30 02:30+11:00 02:35+11:00 02:50+11:00")]
    [InlineData("Australia/Lord_Howe", "5/15 * * * *", "2026-10-04", 3, "00:05+10:30 00:20+10:30 00:35+10:30 00:50+10:30 01:05+10:30 01:20+10:30 01:35+10:30 01:50+10:30 02:35+11:00 02:50+11:00")]
    [InlineData("Australia/Lord_Howe", "*/30 * * * *", "2027-04-04", 3, "00:00+11:00 00:30+11:00 01:00+11:00 01:30+11:00 01:30+10:30 02:00+10:30 02:30+10:30")]
    [InlineData("Australia/Lord_Howe", "@hourly", "2027-04-04", 4, "00:00+11:00 01:00+11:00 02:00+10:30 03:00+10:30")]
    public void Between_Interval_GoesByElapsedTime(string zone, string cron, string day, int hours, string expected) =>
        Assert.Equal(expected, Local(cron, zone, day, TimeSpan.FromHours(hours)));

    [Fact]
    public void NextAfter_SecondsAndFractions_IsStrictlyAfter()
    {
        CronTimes times = CronTimes.Parse("*/20 * * * * *", "UTC");
        DateTimeOffset tick = Utc("2026-05-01T10:00:20Z");
        Assert.Equal(tick, times.NextAfter(tick.AddTicks(-1)));
        Assert.Equal(tick.AddSeconds(20), times.NextAfter(tick));
        Assert.Equal(tick.AddSeconds(20), times.NextAfter(tick.AddTicks(1)));
        Assert.Equal(tick, times.NextAfter(tick.AddSeconds(-1).ToOffset(TimeSpan.FromHours(9))));
    }

    [Fact]
    public void NextAfter_InTheSecondPass_TimesOfDayAreDone()
    {
        CronTimes times = CronTimes.Parse("* 0-59 2 * * *", "Europe/Berlin");
        Assert.Equal(Utc("2026-10-25T00:59:59Z"), times.NextAfter(Utc("2026-10-25T00:59:58Z")));
        Assert.Equal(Utc("2026-10-26T01:00:00Z"), times.NextAfter(Utc("2026-10-25T00:59:59Z")));
        Assert.Equal(Utc("2026-10-26T01:00:00Z"), times.NextAfter(Utc("2026-10-25T01:30:00Z")));
    }

    [Fact]
    public void NextAfter_Bounds_AreInclusive()
    {
        DateTimeOffset start = Utc("2026-05-01T10:00:00Z");
        CronTimes times = CronTimes.Parse("@hourly", "Europe/Berlin", start, start.AddHours(2));
        Assert.Equal([start, start.AddHours(1), start.AddHours(2)], times.Between(DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        Assert.Null(times.NextAfter(start.AddHours(2)));
        Assert.Null(times.NextAfter(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void NextAfter_StartBeforeAnyTick_BeginsThere() =>
        Assert.Equal(Utc("1970-01-01T00:00:00Z"), CronTimes.Parse("@hourly", "UTC").NextAfter(DateTimeOffset.MinValue));

    [Fact]
    public void Constructor_EndBeforeStart_IsRefused() => Assert.Contains(
        "lies before the start", Assert.Throws<ScheduleException>(() => CronTimes.Parse("@daily", "UTC", Utc("2027-01-01T00:00:00Z"), Utc("2026-01-01T00:00:00Z"))).Message, StringComparison.Ordinal);

    [Fact]
    public void NextAfter_LeapDay_WaitsForIt()
    {
        CronTimes times = CronTimes.Parse("30 2 29 FEB *", "Europe/Berlin");
        Assert.Equal([Utc("2028-02-29T01:30:00Z"), Utc("2032-02-29T01:30:00Z")], times.Between(Utc("2026-01-01T00:00:00Z"), Utc("2034-01-01T00:00:00Z")));
    }

    private static string Local(string cron, string zone, string day, TimeSpan upTo)
    {
        CronTimes times = CronTimes.Parse(cron, zone);
        DateTime midnight = DateTime.Parse(day, CultureInfo.InvariantCulture);
        IEnumerable<string> ticks = times.Between(new DateTimeOffset(midnight, TimeSpan.Zero).AddDays(-1), new DateTimeOffset(midnight, TimeSpan.Zero).AddDays(2))
            .Select(tick => TimeZoneInfo.ConvertTime(tick, times.Zone))
            .Where(tick => tick.DateTime >= midnight && tick.DateTime < midnight + upTo)
            .Select(tick => tick.ToString("HH:mmzzz", CultureInfo.InvariantCulture));
        return string.Join(' ', ticks);
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
