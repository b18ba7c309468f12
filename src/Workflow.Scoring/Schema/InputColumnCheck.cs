namespace Workflow.Scoring.Schema;

/// <summary>Checks that what a column says of itself fits its type.</summary>
internal static class InputColumnCheck
{
    // What parsers of cells trim: a level with such ends could never be met.
    private const string Blanks = " \t\r\n";

    /// <summary>Null, or what is wrong: a clause behind the column's name.</summary>
    public static string? Reason(InputColumn column) =>
        (column.Type == ColumnType.Category ? Category(column) : Number(column)) ?? Histogram(column);

    private static string? Category(InputColumn column)
    {
        if (column.Levels.Count == 0) return "holds categories but has no levels";
        if (column.Minimum is not null || column.Maximum is not null) return "holds categories but has a range";
        string? unreachable = column.Levels.FirstOrDefault(level => level.AsSpan().Trim(Blanks).Length != level.Length);
        if (unreachable is not null) return $"has the level '{unreachable}' with blanks around it, which no cell can match";
        string? both = column.Levels.FirstOrDefault(level => column.MissingTexts.Contains(level, StringComparer.Ordinal));
        return both is null ? null : $"has the level '{both}', which stands for a missing value too";
    }

    private static string? Number(InputColumn column)
    {
        if (column.Levels.Count > 0) return "holds numbers but has levels";
        if (column.Minimum is null && column.Maximum is null) return null;
        bool isRange = column.Minimum is { } minimum && column.Maximum is { } maximum
            && double.IsFinite(minimum) && double.IsFinite(maximum) && minimum <= maximum;
        return isRange ? null : "has a range that is none";
    }

    private static string? Histogram(InputColumn column)
    {
        if (column.Histogram is not { } histogram) return null;
        if (column.Type == ColumnType.Category && histogram.Edges.Count > 0) return "holds categories but its histogram has edges";
        int bins = column.Type == ColumnType.Category ? column.Levels.Count : histogram.Edges.Count + 1;
        if (histogram.Counts.Count != bins) return $"has a histogram of {histogram.Counts.Count} counts for {bins} bins";
        if (histogram.Missing < 0 || HasNegative(histogram.Counts)) return "has a histogram with a count below 0";
        return Ascends(histogram.Edges) ? null : "has a histogram whose edges do not ascend";
    }

    // Loops: queries over numbers would be compiled at every start.
    private static bool HasNegative(IReadOnlyList<long> counts)
    {
        for (int i = 0; i < counts.Count; i++)
        {
            if (counts[i] < 0) return true;
        }

        return false;
    }

    private static bool Ascends(IReadOnlyList<double> edges)
    {
        for (int i = 0; i < edges.Count; i++)
        {
            if (!double.IsFinite(edges[i]) || (i > 0 && !(edges[i - 1] < edges[i]))) return false;
        }

        return true;
    }
}
