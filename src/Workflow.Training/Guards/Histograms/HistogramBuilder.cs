using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Guards.Histograms;

/// <summary>
/// Counts the cells of a column by group. Numbers get 30 bins of equal width between the quantiles of 0.5 % and 99.5 % of all groups together,
/// so that a stray value does not press everything else into one bin; categories one bin per level, the rarest beyond 29 together.
/// </summary>
internal static class HistogramBuilder
{
    private const int Bins = 30;
    private const double Tail = 0.005;
    private const string Others = "others";

    /// <summary>Counts one column.</summary>
    public static ColumnHistogram Build(Dataset dataset, int column, RowGroups groups) =>
        dataset.Schema.Features[column].Type == ColumnType.Category ? OfLevels(dataset, column, groups) : OfNumbers(dataset.Features[column], groups);

    private static ColumnHistogram OfNumbers(double[] cells, RowGroups groups)
    {
        double[] sorted = [.. groups.Rows.SelectMany(rows => rows).Select(row => cells[row]).Where(cell => !double.IsNaN(cell)).Order()];
        double[] edges = Edges(sorted);
        return new ColumnHistogram(edges, [], [.. Count(groups, edges.Length - 1, row => double.IsNaN(cells[row]) ? -1 : BinOf(cells[row], edges))]);
    }

    private static double[] Edges(double[] sorted)
    {
        if (sorted.Length == 0) return [0, 1];
        double low = sorted[(int)(Tail * (sorted.Length - 1))];
        double high = sorted[^(1 + (int)(Tail * (sorted.Length - 1)))];
        double step = (high / Bins) - (low / Bins);
        return step > 0 && low + step > low ? [.. Enumerable.Range(0, Bins).Select(i => low + (i * step)), high] : [low, high];
    }

    private static int BinOf(double cell, double[] edges)
    {
        int found = Array.BinarySearch(edges, cell);
        return Math.Clamp(found >= 0 ? found : ~found - 1, 0, edges.Length - 2);
    }

    private static ColumnHistogram OfLevels(Dataset dataset, int column, RowGroups groups)
    {
        double[] cells = dataset.Features[column];
        IReadOnlyList<string> levels = dataset.Schema.Features[column].Levels;
        var counts = new int[levels.Count];
        foreach (int row in groups.Rows.SelectMany(rows => rows).Where(row => !double.IsNaN(cells[row]))) counts[(int)cells[row]]++;
        int[] shown = [.. Enumerable.Range(0, levels.Count).OrderByDescending(level => counts[level]).ThenBy(level => level).Take(levels.Count > Bins ? Bins - 1 : Bins).Order()];
        Dictionary<int, int> bins = shown.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        string[] names = [.. shown.Select(level => levels[level])];
        if (shown.Length < levels.Count) names = [.. names, Others];
        return new ColumnHistogram([], names, [.. Count(groups, names.Length, row => double.IsNaN(cells[row]) ? -1 : bins.GetValueOrDefault((int)cells[row], names.Length - 1))]);
    }

    private static IEnumerable<HistogramSeries> Count(RowGroups groups, int bins, Func<int, int> binOf)
    {
        for (int group = 0; group < groups.Names.Count; group++)
        {
            var counts = new int[bins];
            int missing = 0;
            foreach (int bin in groups.Rows[group].Select(binOf))
            {
                if (bin < 0) missing++;
                else counts[bin]++;
            }

            yield return new HistogramSeries(groups.Names[group], counts, missing);
        }
    }
}
