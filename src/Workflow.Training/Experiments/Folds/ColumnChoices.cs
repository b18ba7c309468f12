namespace Workflow.Training.Experiments.Folds;

/// <summary>How many columns trials may read. Few columns are always all read; of many, fewer may be better.</summary>
internal static class ColumnChoices
{
    private const int FewColumns = 40;
    private static readonly int[] Counts = [64, 24, 160];

    /// <summary>The choices, the one to begin with first; null stands for all.</summary>
    /// <param name="columns">Columns that there are.</param>
    /// <param name="most">Most that a model may read; null for no limit.</param>
    public static IReadOnlyList<int?> For(int columns, int? most)
    {
        int limit = Math.Min(columns, most ?? columns);
        int?[] smaller = columns <= FewColumns ? [] : [.. Counts.Where(count => count < limit).Select(count => (int?)count)];
        return [.. smaller, limit < columns ? limit : null];
    }
}
