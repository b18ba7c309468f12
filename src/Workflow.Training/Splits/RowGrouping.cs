using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Splits;

/// <summary>
/// Groups of rows that belong together, to be held back as a whole: blocks under constant settings, or equal stretches of rows where no blocks are
/// known or where they cannot part every class.
/// </summary>
/// <param name="OfRow">Group of each row of the dataset.</param>
/// <param name="AreBlocks">Whether the groups are blocks.</param>
public sealed record RowGrouping(IReadOnlyList<int> OfRow, bool AreBlocks)
{
    private const int FewestGroups = 10;
    private const int Stretches = 50;

    /// <summary>Groups a dataset's rows.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="train">Rows that will be divided into folds.</param>
    /// <param name="blocks">Block of each row of the dataset; null where none are known.</param>
    public static RowGrouping Of(Dataset dataset, IReadOnlyList<int> train, int[]? blocks) => blocks is not null && CanPart(dataset, train, blocks)
        ? new RowGrouping(blocks, true)
        : new RowGrouping([.. Enumerable.Range(0, dataset.RowCount).Select(row => (int)((long)row * Stretches / dataset.RowCount))], false);

    // Every class must stand in two blocks: else it is held back whole, and nothing can be learned of it.
    private static bool CanPart(Dataset dataset, IReadOnlyList<int> train, int[] blocks)
    {
        if (train.Select(row => blocks[row]).Distinct().Count() < FewestGroups) return false;
        return dataset.Task == ModelTask.Regression
            || train.GroupBy(row => dataset.Labels[row]).All(rows => rows.Select(row => blocks[row]).Distinct().Skip(1).Any());
    }
}
