using System.Globalization;
using Workflow.Bench.Measuring;

namespace Workflow.Bench.Scoring;

/// <summary>What it costs to look whether a row lies outside of where the training rows lay, beside scoring it.</summary>
internal static class EnvelopeCost
{
    /// <summary>Looks at all rows for some seconds, one at a time.</summary>
    public static Speed Measure(BenchModel model, double seconds)
    {
        var outside = new bool[model.Width];
        return Speed.Of(seconds, () =>
        {
            ReadOnlySpan<double> cells = model.Cells;
            for (; !cells.IsEmpty; cells = cells[model.Width..]) model.Pipeline.IsOutside(cells[..model.Width], outside);
            return model.RowCount;
        });
    }

    /// <summary>A sentence.</summary>
    /// <param name="name">The model.</param>
    /// <param name="looks">Microseconds to look at a row.</param>
    /// <param name="scores">Microseconds to score it.</param>
    public static string Describe(string name, Sample looks, Sample scores) => string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {looks.Median * 1000:F0} ns ({looks.Minimum * 1000:F0}–{looks.Maximum * 1000:F0}) | {looks.Median / scores.Median * 100:F1} % |");
}
