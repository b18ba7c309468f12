using System.Globalization;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.Scoring;

/// <summary>What was measured of a runtime.</summary>
/// <param name="runtime">The runtime.</param>
/// <param name="difference">The largest difference of its answers from ours.</param>
internal sealed class RuntimeSpeeds(IRuntime runtime, double difference)
{
    private readonly List<double> _single = [];
    private readonly List<double> _batch = [];

    /// <summary>Microseconds per row of each round, one row a call.</summary>
    public IReadOnlyList<double> Single => _single;

    /// <summary>Measures one round.</summary>
    /// <param name="seconds">How long each measurement takes.</param>
    /// <param name="isKept">Whether it counts.</param>
    public async Task MeasureAsync(double seconds, bool isKept)
    {
        Speed single = await runtime.SingleAsync(seconds);
        Speed batch = await runtime.BatchAsync(seconds);
        if (!isKept) return;
        _single.Add(single.Microseconds);
        _batch.Add(batch.RowsPerSecond);
    }

    /// <summary>A line of the table.</summary>
    /// <param name="title">The model.</param>
    /// <param name="own">What was measured of our runtime in the same rounds.</param>
    public string Line(string title, RuntimeSpeeds own)
    {
        var single = new Sample(_single);
        var batch = new Sample(_batch);
        if (own == this) return string.Create(CultureInfo.InvariantCulture, $"| {title} | {runtime.Name} | {Text(single, "F2")} | | {Text(batch, "N0")} | | |");
        var slower = new Sample([.. _single.Zip(own._single, (theirs, ours) => theirs / ours)]);
        var faster = new Sample([.. own._batch.Zip(_batch, (ours, theirs) => ours / theirs)]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| | {runtime.Name} | {Text(single, "F1")} | **{slower.Median:F1}** ({slower.Minimum:F1}–{slower.Maximum:F1}) | {Text(batch, "N0")} | **{faster.Median:F2}** ({faster.Minimum:F2}–{faster.Maximum:F2}) | {difference:E0} |");
    }

    private static string Text(Sample sample, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.Median.ToString(format, CultureInfo.InvariantCulture)} ({sample.Minimum.ToString(format, CultureInfo.InvariantCulture)}–{sample.Maximum.ToString(format, CultureInfo.InvariantCulture)})");
}
