using System.Globalization;

namespace Workflow.Bench.Scoring;

/// <summary>How fast a runtime scored.</summary>
/// <param name="Rows">Rows that it scored.</param>
/// <param name="Seconds">How long that took.</param>
internal sealed record Speed(long Rows, double Seconds)
{
    /// <summary>Rows per second.</summary>
    public double RowsPerSecond => Rows / Seconds;

    /// <summary>Microseconds per row.</summary>
    public double Microseconds => Seconds / Rows * 1e6;

    /// <summary>Scores for a time.</summary>
    /// <param name="seconds">How long, at least.</param>
    /// <param name="score">Scores some rows, and tells how many.</param>
    public static Speed Of(double seconds, Func<int> score)
    {
        long start = TimeProvider.System.GetTimestamp(), rows = 0;
        double elapsed;
        do
        {
            rows += score();
            elapsed = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        }
        while (elapsed < seconds);
        return new Speed(rows, elapsed);
    }

    /// <summary>Reads "rows seconds".</summary>
    public static Speed Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new Speed(long.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
