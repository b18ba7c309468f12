namespace Workflow.Training.Guards.Columns;

/// <summary>Whether a column follows the order of the rows. Missing cells are passed over.</summary>
internal static class RowOrder
{
    /// <summary>Whether the cells only rise, or only fall, from row to row, equal ones allowed.</summary>
    public static bool IsSorted(double[] cells) => Follows(cells, (low, high) => low <= high);

    /// <summary>Whether the cells rise from each row to the next, or fall.</summary>
    public static bool IsStrictlySorted(double[] cells) => Follows(cells, (low, high) => low < high);

    private static bool Follows(double[] cells, Func<double, double, bool> isInOrder)
    {
        double[] present = [.. cells.Where(cell => !double.IsNaN(cell))];
        bool rises = true, falls = true;
        for (int i = 1; i < present.Length && (rises || falls); i++)
        {
            rises &= isInOrder(present[i - 1], present[i]);
            falls &= isInOrder(present[i], present[i - 1]);
        }

        return rises || falls;
    }
}
