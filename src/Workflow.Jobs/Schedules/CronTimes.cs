namespace Workflow.Jobs.Schedules;

/// <summary>
/// The instants at which a cron text ticks in a time zone, clock changes included. No tick is lost and none comes twice:
/// <list type="bullet">
/// <item>A reading that the clocks leave out ticks at the first instant after the gap, once for all of them; with an interval
/// (<see cref="CronText.IsInterval"/>) only where the tick does not come by elapsed time anyway.</item>
/// <item>A reading that comes twice ticks the first time; with an interval both times.</item>
/// </list>
/// The reasons are in docs/designs/schedules.md. Ticks are whole seconds in UTC, from 1970 on. Instances cannot change.
/// </summary>
public sealed class CronTimes
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // No clock was ever set back by more.
    private static readonly TimeSpan LongestRepetition = TimeSpan.FromDays(1);

    // Beyond it, readings of other zones may be no dates.
    private const int LastYear = 9_000;

    private readonly WallClockTicks _readings;

    /// <summary>The ticks of a text in a zone.</summary>
    /// <param name="cron">When, on the clock of the zone.</param>
    /// <param name="zone">Whose clock; see <see cref="ScheduleZone.Find"/>.</param>
    /// <param name="start">No tick comes before it; null: no bound.</param>
    /// <param name="end">No tick comes after it; null: no bound.</param>
    /// <exception cref="ScheduleException">The end lies before the start.</exception>
    public CronTimes(CronText cron, TimeZoneInfo zone, DateTimeOffset? start = null, DateTimeOffset? end = null)
    {
        ArgumentNullException.ThrowIfNull(cron);
        ArgumentNullException.ThrowIfNull(zone);
        if (end < start) throw new ScheduleException($"the end {end:O} lies before the start {start:O}; allowed: an end that is later");
        (Cron, Zone, Start, End) = (cron, zone, start?.ToUniversalTime(), end?.ToUniversalTime());
        _readings = new WallClockTicks(cron);
    }

    /// <summary>When, on the clock of the zone.</summary>
    public CronText Cron { get; }

    /// <summary>Whose clock.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>No tick comes before it.</summary>
    public DateTimeOffset? Start { get; }

    /// <summary>No tick comes after it.</summary>
    public DateTimeOffset? End { get; }

    /// <summary>The ticks of a text in a zone, by their names.</summary>
    /// <exception cref="ScheduleException">Text, zone or bounds cannot be used; the message says what is allowed.</exception>
    public static CronTimes Parse(string cron, string zone, DateTimeOffset? start = null, DateTimeOffset? end = null) =>
        new(CronText.Parse(cron), ScheduleZone.Find(zone), start, end);

    /// <summary>The first tick strictly after an instant; null when there is none, or none within the next hundred years.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant)
    {
        if (instant.Year > LastYear) return null;
        DateTimeOffset from = instant < Start ? Start.Value - TimeSpan.FromTicks(1) : instant;
        if (from < DateTimeOffset.UnixEpoch) from = DateTimeOffset.UnixEpoch - Second;
        DateTime wholeSeconds = from.UtcDateTime.AddTicks(-(from.UtcTicks % TimeSpan.TicksPerSecond));
        if (Next(wholeSeconds) is not { } next) return null;
        var tick = new DateTimeOffset(next);
        return tick > End ? null : tick;
    }

    /// <summary>The first ticks strictly after an instant; fewer where there are fewer.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset after, int count)
    {
        var ticks = new List<DateTimeOffset>();
        for (DateTimeOffset? tick = NextAfter(after); tick is not null && ticks.Count < count; tick = NextAfter(tick.Value)) ticks.Add(tick.Value);
        return ticks;
    }

    /// <summary>The ticks in (<paramref name="after"/>, <paramref name="upToInclusive"/>], ascending, found as they are asked for.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset upToInclusive)
    {
        for (DateTimeOffset? tick = NextAfter(after); tick <= upToInclusive; tick = NextAfter(tick.Value)) yield return tick.Value;
    }

    /// <summary>The same ticks, descending. Each is found without a walk through those before it, however many there are.</summary>
    public IEnumerable<DateTimeOffset> Backwards(DateTimeOffset after, DateTimeOffset upToInclusive)
    {
        TimeSpan apart = Second;
        while (LastIn(after, upToInclusive, apart) is { } tick)
        {
            yield return tick;
            apart = upToInclusive + Second - tick;
            upToInclusive = tick - Second;
        }
    }

    // Back in ever longer steps, until one holds a tick.
    private DateTimeOffset? LastIn(DateTimeOffset after, DateTimeOffset upToInclusive, TimeSpan step)
    {
        for (DateTimeOffset low = upToInclusive; low > after; step *= 2)
        {
            DateTimeOffset high = low;
            low = low - after > step ? low - step : after;
            if (FirstIn(low, high) is { } tick) return LastFrom(tick, high);
        }

        return null;
    }

    // By halves, of which the later one counts where it holds a tick.
    private DateTimeOffset LastFrom(DateTimeOffset tick, DateTimeOffset upToInclusive)
    {
        while (FirstIn(tick, upToInclusive) is { } next)
        {
            tick = next;
            DateTimeOffset middle = tick + ((upToInclusive - tick) / 2);
            if (FirstIn(middle, upToInclusive) is { } later) tick = later;
            else upToInclusive = middle;
        }

        return tick;
    }

    private DateTimeOffset? FirstIn(DateTimeOffset after, DateTimeOffset upToInclusive) => NextAfter(after) is { } tick && tick <= upToInclusive ? tick : null;

    private DateTime? Next(DateTime after)
    {
        while (true)
        {
            TimeSpan offset = Zone.GetUtcOffset(after);
            if (_readings.NextAfter(LastReadingDone(after, after + offset)) is not { } reading) return null;
            DateTime tick = reading - offset;
            if (ClockChange.First(Zone, after, tick) is not { } change) return tick;

            // Nothing ticks before the change, and the new clock may not come to that reading, or come to it later.
            if (TicksAt(change)) return change.At;
            after = change.At;
        }
    }

    // Times of day that come again are done with; the clock's reading otherwise.
    private DateTime LastReadingDone(DateTime instant, DateTime reading)
    {
        if (Cron.IsInterval || ClockChange.First(Zone, instant - LongestRepetition, instant) is not { IsForward: false } change) return reading;
        DateTime repeated = change.OldReading - Second;
        return reading < repeated ? repeated : reading;
    }

    private bool TicksAt(ClockChange change) => change.IsForward
        ? _readings.Contains(change.NewReading) || LosesReading(change)
        : Cron.IsInterval && _readings.Contains(change.NewReading);

    private bool LosesReading(ClockChange change)
    {
        for (DateTime? left = _readings.NextAfter(change.OldReading - Second); left < change.NewReading; left = _readings.NextAfter(left.Value))
        {
            // What the new clock shows at the instant at which the old one would have shown it.
            DateTime byElapsedTime = left.Value + (change.After - change.Before);
            if (!Cron.IsInterval || !_readings.Contains(byElapsedTime)) return true;
        }

        return false;
    }
}
