using System.Globalization;

namespace Workflow.Jobs.Schedules;

/// <summary>The moments at which schedules start and end, as users write them.</summary>
public static class ScheduleMoment
{
    /// <summary>What may be written, for messages.</summary>
    public const string Forms = "allowed: a day, 2026-03-01, or a time, 2026-03-01T06:30, on the clock of the schedule's zone; "
        + "or a time with its offset, 2026-03-01T06:30:00Z; from 1970 on";

    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];
    private static readonly string[] Instants = [.. Times.Select(format => format + "zzz")];

    /// <summary>Reads a moment; null where the text is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">Whose clock shows it, where it has no offset of its own.</param>
    /// <param name="isEnd">Whether a day without a time means its last second, and not its first.</param>
    public static DateTimeOffset? Parse(string text, TimeZoneInfo zone, bool isEnd)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        string withOffset = text.EndsWith('Z') ? $"{text[..^1]}+00:00" : text;
        if (DateTimeOffset.TryParseExact(withOffset, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset instant)) return Usable(instant);
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
        {
            return OnTheClock(isEnd && day.Year < 9_000 ? day.AddDays(1).AddSeconds(-1) : day, zone);
        }

        return DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime reading) ? OnTheClock(reading, zone) : null;
    }

    // A reading that comes twice is taken the second time, one that is left out by the offset of winter: what the framework answers.
    private static DateTimeOffset? OnTheClock(DateTime reading, TimeZoneInfo zone) =>
        reading.Year < 1970 ? null : Usable(new DateTimeOffset(reading, zone.GetUtcOffset(reading)));

    private static DateTimeOffset? Usable(DateTimeOffset moment) => moment >= DateTimeOffset.UnixEpoch && moment.Year < 9_000 ? moment.ToUniversalTime() : null;
}
