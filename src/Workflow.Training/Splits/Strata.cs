namespace Workflow.Training.Splits;

/// <summary>Groups of rows that every part of a split gets its share of: the classes, or tenths of a number to be predicted.</summary>
/// <param name="OfRow">Stratum of each row, from 0.</param>
/// <param name="Count">Number of strata.</param>
internal sealed record Strata(int[] OfRow, int Count)
{
    private const int Groups = 10;

    /// <summary>One stratum per class, or groups of nearly equal size by rank where there are no classes; ties go by row.</summary>
    public static Strata Of(ReadOnlySpan<int> labels, int classCount, ReadOnlySpan<double> targets)
    {
        if (classCount > 0) return new Strata(labels.ToArray(), classCount);
        double[] keys = targets.ToArray();
        int[] rows = [.. Enumerable.Range(0, keys.Length).OrderBy(row => keys[row]).ThenBy(row => row)];
        var strata = new int[rows.Length];
        for (int rank = 0; rank < rows.Length; rank++) strata[rows[rank]] = (int)((long)rank * Groups / rows.Length);
        return new Strata(strata, Groups);
    }
}
