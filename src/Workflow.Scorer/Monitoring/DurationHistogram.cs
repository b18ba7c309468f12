namespace Workflow.Scorer.Monitoring;

/// <summary>Counts durations in bins from a tenth of a millisecond to ten seconds.</summary>
internal sealed class DurationHistogram
{
    private readonly long[] _counts = new long[Limits.Count + 1];
    private long _ticks;

    /// <summary>Upper limits of the bins, in seconds, each included; one more bin holds what is longer.</summary>
    public static IReadOnlyList<double> Limits { get; } = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>All durations together, in seconds.</summary>
    public double Sum => TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds;

    /// <summary>How many fell into a bin.</summary>
    public long Count(int bin) => Interlocked.Read(ref _counts[bin]);

    /// <summary>Counts a duration.</summary>
    public void Add(TimeSpan duration)
    {
        int bin = 0;
        while (bin < Limits.Count && duration.TotalSeconds > Limits[bin]) bin++;
        Interlocked.Increment(ref _counts[bin]);
        Interlocked.Add(ref _ticks, duration.Ticks);
    }
}
