namespace Workflow.Jobs.Schedules;

/// <summary>A moment at which a zone's clocks are changed.</summary>
/// <param name="At">The first instant of the new offset, UTC.</param>
/// <param name="Before">Offset from UTC until then.</param>
/// <param name="After">Offset from UTC from then on.</param>
internal readonly record struct ClockChange(DateTime At, TimeSpan Before, TimeSpan After)
{
    // Zones keep an offset for weeks at least, so that no change is undone between two probes.
    private static readonly TimeSpan Probe = TimeSpan.FromDays(1);

    /// <summary>Whether readings are left out, and not repeated.</summary>
    public bool IsForward => After > Before;

    /// <summary>What the old clock would have shown at the change: the first reading left out, or the end of those that come again.</summary>
    public DateTime OldReading => At + Before;

    /// <summary>What the new clock shows at the change: the end of the readings left out, or the first that comes again.</summary>
    public DateTime NewReading => At + After;

    /// <summary>The first change in (<paramref name="after"/>, <paramref name="upTo"/>], both UTC; null when there is none.</summary>
    /// <remarks>By offsets of instants alone: the framework's answers about readings leave out changes that are no daylight saving.</remarks>
    public static ClockChange? First(TimeZoneInfo zone, DateTime after, DateTime upTo)
    {
        TimeSpan before = zone.GetUtcOffset(after);
        for (DateTime low = after; low < upTo;)
        {
            DateTime high = upTo - low > Probe ? low + Probe : upTo;
            if (zone.GetUtcOffset(high) != before) return Locate(zone, low, high, before);
            low = high;
        }

        return null;
    }

    // Halves an interval until its ends are a second apart; all are whole seconds.
    private static ClockChange Locate(TimeZoneInfo zone, DateTime low, DateTime high, TimeSpan before)
    {
        while (high - low > TimeSpan.FromSeconds(1))
        {
            DateTime middle = low.AddSeconds(Math.Floor((high - low).TotalSeconds / 2));
            if (zone.GetUtcOffset(middle) == before) low = middle;
            else high = middle;
        }

        return new ClockChange(high, before, zone.GetUtcOffset(high));
    }
}
