using System.Globalization;

namespace Workflow.Api.Dashboard;

/// <summary>Writes values for people, the same in every locale.</summary>
internal static class Format
{
    /// <summary>A metric with four decimals.</summary>
    public static string Metric(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A score of any size with four digits that count.</summary>
    public static string Score(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A short duration: <c>8.3 µs</c>, <c>120 µs</c>, <c>1.5 ms</c>.</summary>
    public static string Microseconds(double? microseconds) => microseconds switch
    {
        null => "–",
        < 99.5 => microseconds.Value.ToString("G2", CultureInfo.InvariantCulture) + " µs",
        < 999.5 => microseconds.Value.ToString("F0", CultureInfo.InvariantCulture) + " µs",
        _ => (microseconds.Value / 1000).ToString("G3", CultureInfo.InvariantCulture) + " ms",
    };

    /// <summary>A size in megabytes.</summary>
    public static string Megabytes(long bytes) => (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture) + " MB";

    /// <summary>A duration: <c>0.4 s</c>, <c>58 s</c>, <c>3 min 5 s</c>.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not { } value) return "–";
        long whole = (long)Math.Round(value);
        return value switch
        {
            < 9.95 => value.ToString("F1", CultureInfo.InvariantCulture) + " s",
            _ when whole < 120 => string.Create(CultureInfo.InvariantCulture, $"{whole} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60} s"),
        };
    }

    /// <summary>A moment, to the second, in universal time, which the head of its column names.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A moment, to the second, as a clock shows it, with that clock's distance from universal time.</summary>
    public static string OnTheClock(DateTimeOffset time) => time.ToString("ddd yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>What a run was asked to do otherwise than its file says; empty where it is nothing.</summary>
    /// <param name="settings">The settings, <c>KEY=VALUE</c>.</param>
    /// <param name="withTags">Whether tags are wanted, which do not stand beside it.</param>
    public static string Settings(IReadOnlyList<string>? settings, bool withTags) => string.Join(
        ", ", (settings ?? []).Where(setting => withTags || !setting.StartsWith("tags=", StringComparison.Ordinal)).Select(Setting));

    /// <summary>The part of a digest that people compare.</summary>
    public static string ShortDigest(string digest)
    {
        string hex = digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest[7..] : digest;
        return hex[..Math.Min(12, hex.Length)];
    }

    // Without a value, a setting takes back what the file says.
    private static string Setting(string setting) => setting.IndexOf('=', StringComparison.Ordinal) == setting.Length - 1 ? $"{setting[..^1]} back to the default" : setting;
}
