using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Features;

/// <summary>Describes a column as its training rows show it.</summary>
internal static class InputColumnFactory
{
    private const int HistogramBins = 10;

    public static InputColumn Create(DatasetColumn column, double[] cells, IReadOnlyList<int> rows)
    {
        double[] present = [.. rows.Select(row => cells[row]).Where(cell => !double.IsNaN(cell))];
        Array.Sort(present);
        bool isNumber = column.Type == ColumnType.Number;
        return new InputColumn
        {
            Name = column.Name,
            Type = column.Type,
            Unit = column.Unit,
            Minimum = isNumber && present.Length > 0 ? present[0] : null,
            Maximum = isNumber && present.Length > 0 ? present[^1] : null,
            AcceptsMissing = present.Length < rows.Count,
            MissingTexts = column.MissingTexts,
            Levels = column.Levels,
            Histogram = isNumber
                ? Histogram(present, rows.Count - present.Length)
                : LevelCounts(column.Levels.Count, present, rows.Count - present.Length),
        };
    }

    // Edges at the deciles, each value once: a column of few values gets fewer bins.
    private static ReferenceHistogram Histogram(double[] sorted, int missing)
    {
        if (sorted.Length == 0) return new ReferenceHistogram([], [0], missing);
        double[] edges =
        [
            .. Enumerable.Range(1, HistogramBins - 1)
                .Select(i => sorted[(int)((long)i * sorted.Length / HistogramBins)])
                .Where(edge => edge > sorted[0])
                .Distinct(),
        ];
        var counts = new long[edges.Length + 1];
        foreach (double value in sorted)
        {
            int found = Array.BinarySearch(edges, value);
            counts[found >= 0 ? found + 1 : ~found]++;
        }

        return new ReferenceHistogram(edges, counts, missing);
    }

    private static ReferenceHistogram LevelCounts(int levels, double[] present, int missing)
    {
        var counts = new long[levels];
        foreach (double level in present) counts[(int)level]++;
        return new ReferenceHistogram([], counts, missing);
    }
}
