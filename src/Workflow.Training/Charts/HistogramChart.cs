using System.Globalization;
using System.Text;
using Workflow.Training.Guards.Histograms;

namespace Workflow.Training.Charts;

/// <summary>
/// Draws a histogram: one row of bars per group, below each other over one axis, each bar as high as the share of its group that lies in it, all rows
/// to the same scale. Groups bear their names, so that nobody has to tell colours apart.
/// </summary>
public static class HistogramChart
{
    private const double Width = 600;
    private const double Left = 150;
    private const double Right = 12;
    private const double RowHeight = 46;
    private const double Gap = 8;
    private const double NumbersBelow = 36;
    private const double TextsBelow = 80;

    /// <summary>Draws it.</summary>
    /// <param name="histogram">The figures.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="axis">What the numbers are, with their unit.</param>
    /// <returns>SVG for an HTML page that has the rules of <see cref="ChartStyle"/>.</returns>
    public static string Render(ColumnHistogram histogram, string title, string axis)
    {
        bool isCategory = histogram.Edges.Count == 0;
        double bottom = histogram.Series.Count * RowHeight;
        var svg = new SvgText(Width, bottom + (isCategory ? TextsBelow : NumbersBelow), title, Describe(histogram));
        double[] edges = isCategory ? [.. Enumerable.Range(0, histogram.Levels.Count + 1).Select(i => (double)i)] : [.. histogram.Edges];
        LinearScale x = ScaleOf(edges);
        double highest = histogram.Series.Max(HighestShare);
        for (int i = 0; i < histogram.Series.Count; i++)
        {
            double y = (i + 1) * RowHeight;
            HistogramSeries series = histogram.Series[i];
            svg.Label(Left - 10, y - 14, "end", Axis.Short(series.Name, 22));
            svg.Label(Left - 10, y - 2, "end", Rows(series));
            svg.Path("line", $"M{SvgText.Number(Left)} {SvgText.Number(y)}H{SvgText.Number(Width - Right)}");
            if (highest > 0) svg.Path(ChartStyle.Series(i), Bars(series, [.. edges.Select(x.At)], y, (RowHeight - Gap) / highest));
        }

        if (isCategory) Axis.DrawBottom(svg, Left, Width - Right, bottom, histogram.Levels);
        else Axis.DrawBottom(svg, x, bottom, axis);
        return svg.Close();
    }

    private static LinearScale ScaleOf(double[] edges) => edges[^1] / 2 > edges[0] / 2
        ? new LinearScale(edges[0], edges[^1], Left, Width - Right)
        : new LinearScale(edges[0] - 1, edges[0] + 1, Left, Width - Right);

    private static string Bars(HistogramSeries series, double[] positions, double y, double scale)
    {
        var path = new StringBuilder();
        double all = Math.Max(1, series.Counts.Sum());
        for (int bin = 0; bin < series.Counts.Count; bin++)
        {
            if (series.Counts[bin] == 0) continue;
            double width = Math.Max(1, positions[bin + 1] - positions[bin] - 1);
            double height = series.Counts[bin] / all * scale;
            path.Append(CultureInfo.InvariantCulture, $"M{SvgText.Number(positions[bin])} {SvgText.Number(y)}v{SvgText.Number(-height)}h{SvgText.Number(width)}v{SvgText.Number(height)}z");
        }

        return path.ToString();
    }

    private static double HighestShare(HistogramSeries series) => (double)series.Counts.DefaultIfEmpty(0).Max() / Math.Max(1, series.Counts.Sum());

    private static string Rows(HistogramSeries series) => series.Missing == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{series.Counts.Sum()} rows")
        : string.Create(CultureInfo.InvariantCulture, $"{series.Counts.Sum()} rows, {series.Missing} missing");

    // Where most of each group lies, in words.
    private static string Describe(ColumnHistogram histogram) => string.Join("; ", histogram.Series.Select(series => $"{series.Name}: {Rows(series)}{Peak(histogram, series)}"));

    private static string Peak(ColumnHistogram histogram, HistogramSeries series)
    {
        int most = series.Counts.DefaultIfEmpty(0).Max();
        if (most == 0) return string.Empty;
        int bin = series.Counts.ToList().IndexOf(most);
        return histogram.Edges.Count == 0
            ? $", most of them {histogram.Levels[bin]}"
            : string.Create(CultureInfo.InvariantCulture, $", most of them from {histogram.Edges[bin]:G4} to {histogram.Edges[bin + 1]:G4}");
    }
}
