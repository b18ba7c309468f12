using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Features;

namespace Workflow.Training.Packaging;

/// <summary>
/// Chooses the rows whose answers a scoring pipeline must reproduce before it serves: rows of every class, the rows at both ends of every
/// column, and rows spread evenly over the rest.
/// </summary>
internal static class GoldenRowSelection
{
    private const int RowsPerClass = 4;
    private const int MostRows = 64;

    /// <summary>Row numbers of the dataset, ascending.</summary>
    public static int[] Choose(Dataset dataset, FeaturePlan plan, IReadOnlyList<int> rows)
    {
        var chosen = new SortedSet<int>();
        if (dataset.Task == ModelTask.Regression)
        {
            chosen.Add(rows.MinBy(row => dataset.Targets[row]));
            chosen.Add(rows.MaxBy(row => dataset.Targets[row]));
        }

        for (int c = 0; c < dataset.Schema.Classes.Count; c++)
        {
            int label = c;
            Spread([.. rows.Where(row => dataset.Labels[row] == label)], RowsPerClass, chosen);
        }

        foreach (string column in plan.Columns.Select(column => column.Name))
        {
            double[] cells = dataset.Features[dataset.IndexOf(column)];
            int[] present = [.. rows.Where(row => !double.IsNaN(cells[row]))];
            if (present.Length == 0) continue;
            chosen.Add(present.MinBy(row => cells[row]));
            chosen.Add(present.MaxBy(row => cells[row]));
            if (rows.Any(row => double.IsNaN(cells[row]))) chosen.Add(rows.First(row => double.IsNaN(cells[row])));
        }

        Spread([.. rows.Where(row => !chosen.Contains(row))], Math.Max(1, MostRows - chosen.Count), chosen);
        return [.. chosen];
    }

    private static void Spread(IReadOnlyList<int> rows, int count, SortedSet<int> chosen)
    {
        int most = Math.Min(count, rows.Count);
        for (int i = 0; i < most; i++) chosen.Add(rows[(int)((long)i * rows.Count / most)]);
    }
}
