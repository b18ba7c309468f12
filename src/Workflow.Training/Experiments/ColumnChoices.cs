namespace Workflow.Training.Experiments;

/// <summary>How many columns trials may read. Few columns are always all read; of many, fewer may be better.</summary>
internal static class ColumnChoices
{
    private const int FewColumns = 40;
    private static readonly int[] Counts = [24, 64, 160];

    /// <summary>The choices; null stands for all.</summary>
    /// <param name="columns">Columns that there are.</param>
    /// <param name="most">Most that a model may read; null for no limit.</param>
    public static IReadOnlyList<int?> For(int columns, int? most)
    {
        int limit = Math.Min(columns, most ?? columns);
        int?[] smaller = columns <= FewColumns ? [] : [.. Counts.Where(count => count < limit).Select(count => (int?)count)];
        return limit < columns ? [limit, .. smaller] : [null, .. smaller];
    }
}
