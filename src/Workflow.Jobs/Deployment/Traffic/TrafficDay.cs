using System.Globalization;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Days by which requests are counted, second version or not: that is what is kept of how a version did in production.</summary>
public static class TrafficDay
{
    /// <summary>How the names of days begin; no step is called so.</summary>
    public const string Prefix = "day-";

    private const string Format = "yyyy-MM-dd";

    /// <summary>What the counts of a moment's day are kept under, in universal time.</summary>
    public static string EpochOf(DateTimeOffset moment) => Prefix + moment.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Whether counts are those of a day.</summary>
    public static bool Is(string epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return epoch.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>The day of counts that are those of one.</summary>
    public static DateOnly Parse(string epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return DateOnly.ParseExact(epoch.AsSpan(Prefix.Length), Format, CultureInfo.InvariantCulture);
    }
}
