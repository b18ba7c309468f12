namespace Workflow.Bench.Soak;

/// <summary>Where memory goes over a run: a straight line through its samples, by least squares.</summary>
/// <param name="BytesPerMillion">How many bytes a million requests add.</param>
/// <param name="StandardError">Of that number.</param>
internal sealed record MemoryTrend(double BytesPerMillion, double StandardError)
{
    private const double Million = 1e6;

    /// <summary>The trend of samples.</summary>
    public static MemoryTrend Of(IReadOnlyList<MemorySample> samples)
    {
        double meanRequests = samples.Average(sample => sample.Requests), meanBytes = samples.Average(sample => sample.Bytes);
        double squares = samples.Sum(sample => Math.Pow(sample.Requests - meanRequests, 2));
        double slope = samples.Sum(sample => (sample.Requests - meanRequests) * (sample.Bytes - meanBytes)) / squares;
        double rest = samples.Sum(sample => Math.Pow(sample.Bytes - meanBytes - (slope * (sample.Requests - meanRequests)), 2));
        return new MemoryTrend(slope * Million, Math.Sqrt(rest / Math.Max(1, samples.Count - 2) / squares) * Million);
    }
}
