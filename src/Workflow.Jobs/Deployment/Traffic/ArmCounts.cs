using System.Text.Json.Serialization;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>What was counted of one of two versions at an endpoint. Counts of several gateways, and of several times, add up.</summary>
/// <param name="Requests">Requests that it has ended.</param>
/// <param name="Errors">Those that it failed: status 500 and above, or no whole answer.</param>
/// <param name="Latencies">How many took at most as long as each of <see cref="Bounds"/>, and none of those before; one more for all that took longer.</param>
public sealed record ArmCounts(long Requests, long Errors, IReadOnlyList<long> Latencies)
{
    private const double Tail = 0.99;

    /// <summary>Upper bounds of the classes of latency, in milliseconds: each 1.2 times the one before, from 0.05 ms to a minute.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [.. Enumerable.Range(0, 77).Select(power => 0.05 * Math.Pow(1.2, power))];

    /// <summary>Nothing yet.</summary>
    public static ArmCounts None { get; } = new(0, 0, new long[Bounds.Count + 1]);

    /// <summary>Rows whose answer was compared with that of the first version.</summary>
    public long Compared { get; init; }

    /// <summary>Those with another class.</summary>
    public long Flips { get; init; }

    /// <summary>Answers that could not be compared, or not in time.</summary>
    public long Uncompared { get; init; }

    /// <summary>Requests for scores of which no copy was sent, since they or their answers were too long to be kept. They count as not compared.</summary>
    public long CopiesTooLong { get; init; }

    /// <summary>Requests for scores of which no copy was sent, since too many copies waited. They count as not compared.</summary>
    public long CopiesLeftOut { get; init; }

    /// <summary>Answered requests for anything but scores, which are never copied.</summary>
    public long OtherRequests { get; init; }

    /// <summary>The largest difference between two numbers that were to be the same.</summary>
    public double LargestDifference { get; init; }

    /// <summary>Share of failed requests; 0 where there were none.</summary>
    [JsonIgnore]
    public double ErrorShare => Requests == 0 ? 0 : (double)Errors / Requests;

    /// <summary>Share of rows with another class; 0 where none was compared.</summary>
    [JsonIgnore]
    public double FlipShare => Compared == 0 ? 0 : (double)Flips / Compared;

    /// <summary>What all but the slowest 1 % stay within, in milliseconds, to the next bound; 0 where there were none.</summary>
    [JsonIgnore]
    public double SlowestMs => Quantile(Tail);

    /// <summary>What half of the requests stay within, in milliseconds, to the next bound.</summary>
    [JsonIgnore]
    public double MedianMs => Quantile(0.5);

    /// <summary>Both together.</summary>
    public ArmCounts Plus(ArmCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ArmCounts(Requests + other.Requests, Errors + other.Errors, [.. Latencies.Zip(other.Latencies, (a, b) => a + b)])
        {
            Compared = Compared + other.Compared,
            Flips = Flips + other.Flips,
            Uncompared = Uncompared + other.Uncompared,
            CopiesTooLong = CopiesTooLong + other.CopiesTooLong,
            CopiesLeftOut = CopiesLeftOut + other.CopiesLeftOut,
            OtherRequests = OtherRequests + other.OtherRequests,
            LargestDifference = Math.Max(LargestDifference, other.LargestDifference),
        };
    }

    /// <summary>The class of a latency.</summary>
    public static int ClassOf(TimeSpan took)
    {
        for (int i = 0; i < Bounds.Count; i++)
        {
            if (took.TotalMilliseconds <= Bounds[i]) return i;
        }

        return Bounds.Count;
    }

    private double Quantile(double share)
    {
        long all = Latencies.Sum(), seen = 0;
        if (all == 0) return 0;
        for (int i = 0; i < Bounds.Count; i++)
        {
            seen += Latencies[i];
            if (seen >= share * all) return Bounds[i];
        }

        return double.PositiveInfinity;
    }
}
