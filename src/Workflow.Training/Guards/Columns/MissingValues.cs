using Workflow.Training.Datasets;

namespace Workflow.Training.Guards.Columns;

/// <summary>Where the dataset has no values: the missing-value map.</summary>
/// <param name="RowsWithAny">Rows that lack at least one value.</param>
/// <param name="Columns">The columns that lack some, in order.</param>
public sealed record MissingValues(int RowsWithAny, IReadOnlyList<MissingColumn> Columns)
{
    private const int MostParts = 20;

    /// <summary>Counts the missing values of all rows.</summary>
    internal static MissingValues Of(Dataset dataset)
    {
        int parts = Math.Min(MostParts, dataset.RowCount);
        var isIncomplete = new bool[dataset.RowCount];
        var columns = new List<MissingColumn>();
        for (int i = 0; i < dataset.Features.Count; i++)
        {
            var counts = new int[parts];
            for (int row = 0; row < dataset.RowCount; row++)
            {
                if (!double.IsNaN(dataset.Features[i][row])) continue;
                isIncomplete[row] = true;
                counts[PartOf(row)]++;
            }

            int missing = counts.Sum();
            if (missing == 0) continue;
            double[] shares = [.. counts.Select((count, part) => (double)count / (FirstRow(part + 1) - FirstRow(part)))];
            columns.Add(new MissingColumn(dataset.Schema.Features[i].Name, (double)missing / dataset.RowCount, shares));
        }

        return new MissingValues(isIncomplete.Count(incomplete => incomplete), columns);

        // Part p holds the rows from FirstRow(p) on.
        int FirstRow(int part) => (int)(((long)part * dataset.RowCount + parts - 1) / parts);
        int PartOf(int row) => (int)((long)row * parts / dataset.RowCount);
    }
}
