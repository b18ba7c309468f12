namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>One of two versions at an endpoint.</summary>
/// <param name="Version">Name of the version.</param>
/// <param name="Share">Percent of the requests that it gets; of a shadow, percent of which it gets copies.</param>
/// <param name="Requests">Requests that it has ended in the step.</param>
/// <param name="Errors">Those that it failed.</param>
/// <param name="MedianMs">What half of them stay within, in milliseconds.</param>
/// <param name="SlowestMs">What all but the slowest 1 % stay within, in milliseconds.</param>
public sealed record TrafficArm(string Version, int Share, long Requests, long Errors, double MedianMs, double SlowestMs)
{
    /// <summary>Rows whose answer was compared with that of the other version.</summary>
    public long Compared { get; init; }

    /// <summary>Those with another class.</summary>
    public long Flips { get; init; }

    /// <summary>Answers that could not be compared, or not in time.</summary>
    public long Uncompared { get; init; }

    /// <summary>Requests for scores of which no copy was sent, since they or their answers were too long to be kept.</summary>
    public long CopiesTooLong { get; init; }

    /// <summary>Requests for scores of which no copy was sent, since too many copies waited.</summary>
    public long CopiesLeftOut { get; init; }

    /// <summary>Answered requests for anything but scores, which are never copied.</summary>
    public long OtherRequests { get; init; }

    /// <summary>The largest difference between two numbers that were to be the same.</summary>
    public double LargestDifference { get; init; }

    /// <summary>The arm of what was counted.</summary>
    public static TrafficArm Of(string version, int share, ArmCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new TrafficArm(version, share, counts.Requests, counts.Errors, Finite(counts.MedianMs), Finite(counts.SlowestMs))
        {
            Compared = counts.Compared,
            Flips = counts.Flips,
            Uncompared = counts.Uncompared,
            CopiesTooLong = counts.CopiesTooLong,
            CopiesLeftOut = counts.CopiesLeftOut,
            OtherRequests = counts.OtherRequests,
            LargestDifference = counts.LargestDifference,
        };
    }

    // JSON has no infinity: beyond the last bound.
    private static double Finite(double milliseconds) => double.IsFinite(milliseconds) ? milliseconds : ArmCounts.Bounds[^1];
}
