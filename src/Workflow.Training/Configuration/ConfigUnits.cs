using System.Globalization;

namespace Workflow.Training.Configuration;

/// <summary>Numbers with units, as configuration files have them.</summary>
public static class ConfigUnits
{
    // The longest units first: `ms` ends with `s`, and `MB` with `B`.
    private static readonly (string Unit, double Milliseconds)[] Durations =
        [("ms", 1), ("s", 1e3), ("m", 60e3), ("h", 3600e3), ("d", 86400e3)];

    private static readonly (string Unit, double Bytes)[] Sizes =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    /// <summary>The longest time that a timer may be set to: those of the platform end after 49 days.</summary>
    public static TimeSpan LongestTimer { get; } = TimeSpan.FromDays(30);

    /// <summary>A span of time of at most ten years; null where the text is none.</summary>
    public static TimeSpan? ParseDuration(string text) =>
        Parse(text, Durations) is { } milliseconds and <= 10 * 366 * 86400e3 ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>A span of time as <see cref="ParseDuration"/> reads it, in the longest unit of which it is a whole number.</summary>
    public static string WriteDuration(TimeSpan span)
    {
        double milliseconds = Math.Round(span.TotalMilliseconds);
        (string unit, double factor) = Durations.Last(unit => milliseconds % unit.Milliseconds == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / factor:0}{unit}");
    }

    /// <summary>A number of bytes, rounded down; null where the text is none.</summary>
    public static long? ParseBytes(string text) => Parse(text, Sizes) is { } bytes and < 1e18 ? (long)bytes : null;

    private static double? Parse(string text, (string Unit, double Factor)[] units)
    {
        foreach ((string unit, double factor) in units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            bool isNumber = double.TryParse(
                text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
            if (isNumber) return number * factor;
        }

        return null;
    }
}
