using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Schedules;

namespace Workflow.Jobs.Tests.Schedules;

/// <summary>What holds for every schedule over the two years 2026 and 2027, all clock changes included.</summary>
public sealed class CronTimesPropertyTests
{
    private static readonly DateTimeOffset From = new(2025, 12, 31, 23, 59, 59, TimeSpan.Zero);
    private static readonly DateTimeOffset UpTo = new(2028, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"];

    public static TheoryData<string> ZonesAndMore { get; } =
        [.. Zones, "America/Santiago", "America/Havana", "Africa/Cairo", "Africa/Casablanca", "Europe/Dublin", "Pacific/Chatham", "Antarctica/Troll"];

    [Fact]
    public void Between_AnySchedule_IncreasesAndAgreesWithNextAfter() => Hold(Times(), times =>
    {
        DateTimeOffset[] ticks = [.. times.Between(From, UpTo).Take(20_000)];
        for (int i = 1; i < ticks.Length; i++)
        {
            Assert.True(ticks[i] > ticks[i - 1], $"{ticks[i]:O} after {ticks[i - 1]:O}");
            // From anywhere between two ticks, the next one is the second of them.
            TimeSpan apart = ticks[i] - ticks[i - 1];
            foreach (double share in new[] { 0, 0.3, 0.7 }) Assert.Equal(ticks[i], times.NextAfter(ticks[i - 1] + (apart * share)));
            Assert.Equal(ticks[i], times.NextAfter(ticks[i].AddTicks(-1)));
        }
    }, tests: 50);

    [Fact]
    public void Between_PartsOfTheYears_AreTheWhole() => Hold(Times(), Gen.Choose(0, 2 * 365 * 24 * 60), (times, minutes) =>
    {
        DateTimeOffset cut = From.AddMinutes(minutes);
        DateTimeOffset[] around = [.. times.Between(cut.AddDays(-3), cut), .. times.Between(cut, cut.AddDays(3))];
        Assert.Equal(times.Between(cut.AddDays(-3), cut.AddDays(3)), around);
    });

    [Fact]
    public void Backwards_AnyRange_IsBetweenFromItsEnd() => Hold(Times(), Gen.Choose(0, 2 * 365 * 24 * 60), (times, minutes) =>
    {
        DateTimeOffset end = From.AddMinutes(minutes);
        foreach (TimeSpan range in new[] { TimeSpan.Zero, TimeSpan.FromMinutes(7), TimeSpan.FromDays(2), TimeSpan.FromDays(400) })
        {
            DateTimeOffset[] last = [.. times.Backwards(end - range, end).Take(300)];
            DateTimeOffset after = last.Length < 300 ? end - range : last[^1].AddTicks(-1);
            Assert.Equal(times.Between(after, end), last.Reverse());
        }
    });

    [Theory]
    [MemberData(nameof(ZonesAndMore))]
    public void Between_DailySchedule_TicksOnceOnEveryLocalDay(string zone) => Hold(Gen.Choose(0, (24 * 60) - 1), minute =>
    {
        CronTimes times = CronTimes.Parse($"{minute % 60} {minute / 60} * * *", zone);
        DateOnly[] days = [.. times.Between(From.AddDays(-1), UpTo.AddDays(1)).Select(tick => Day(tick, times.Zone))];
        Assert.Equal(Enumerable.Range(0, days.Length).Select(days[0].AddDays), days);
        Assert.InRange(days.Length, 731, 733);
    });

    [Theory]
    [MemberData(nameof(ZonesAndMore))]
    public void Between_EveryQuarterOfAnHour_TicksFourTimesPerElapsedHour(string zone) => Hold(Gen.Choose(0, 14), minute =>
    {
        DateTimeOffset[] ticks = [.. CronTimes.Parse($"{minute}/15 * * * *", zone).Between(From, UpTo)];
        Assert.Equal(4 * 24 * 730, ticks.Length - (ticks[^1] == UpTo ? 1 : 0));
        for (int i = 1; i < ticks.Length; i++) Assert.Equal(TimeSpan.FromMinutes(15), ticks[i] - ticks[i - 1]);
    }, tests: 5);

    // Minute by minute over instants; the instant after a gap is left out, its rule is in the examples.
    [Fact]
    public void Between_AnySchedule_AgreesWithBruteForce() => Hold(Times(), times =>
    {
        var naive = new NaiveCron(times.Cron.ToString());
        var expected = new List<DateTimeOffset>();
        var afterGaps = new HashSet<DateTimeOffset>();
        for (DateTimeOffset minute = From.AddSeconds(1); minute <= UpTo; minute = minute.AddMinutes(1))
        {
            DateTimeOffset local = TimeZoneInfo.ConvertTime(minute, times.Zone);
            if (local.Offset > times.Zone.GetUtcOffset(minute.AddSeconds(-1))) afterGaps.Add(minute);
            else if (naive.Matches(local.DateTime) && (times.Cron.IsInterval || !IsSecondPass(local, times.Zone))) expected.Add(minute);
        }

        Assert.Equal(expected, times.Between(From, UpTo).Where(tick => !afterGaps.Contains(tick)));
    }, tests: 25);

    private static bool IsSecondPass(DateTimeOffset local, TimeZoneInfo zone) =>
        zone.IsAmbiguousTime(local.DateTime) && local.Offset == zone.GetAmbiguousTimeOffsets(local.DateTime).Min();

    private static DateOnly Day(DateTimeOffset tick, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(tick, zone).DateTime);

    // Hours near the changes come more often than others.
    private static Gen<CronTimes> Times() =>
        from zone in Gen.Elements(Zones)
        from minute in Gen.OneOf(Gen.Elements("*", "0", "30", "15,45", "*/15", "*/7", "5/20", "10-50/10"), Number(0, 59))
        from hour in Gen.OneOf(Gen.Elements("*", "1", "2", "3", "1,2", "0-4", "*/2", "1/2", "*/6", "2-23/7", "22-23"), Number(0, 23))
        from dayOfMonth in Gen.Frequency((4, Gen.Constant("*")), (1, Gen.Elements("1", "1,15", "28-31", "2/9", "29")))
        from month in Gen.Frequency((4, Gen.Constant("*")), (1, Gen.Elements("3", "4,10", "3-11/4", "10-12")))
        from dayOfWeek in Gen.Frequency((3, Gen.Constant("*")), (2, Gen.Elements("0", "7", "1-5", "6-7", "0,3", "1/2")))
        select CronTimes.Parse($"{minute} {hour} {dayOfMonth} {month} {dayOfWeek}", zone);

    private static Gen<string> Number(int min, int max) => Gen.Choose(min, max).Select(number => number.ToString(CultureInfo.InvariantCulture));

    private static void Hold<T>(Gen<T> values, Action<T> property, int tests = 100) =>
        Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(tests).WithReplay(2026, 303), Prop.ForAll(values.ToArbitrary(), property));

    private static void Hold<T, U>(Gen<T> values, Gen<U> others, Action<T, U> property) =>
        Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithReplay(2027, 303), Prop.ForAll(values.ToArbitrary(), others.ToArbitrary(), property));
}
