namespace Workflow.Training.Guards;

/// <summary>What the guards measured of one column, whether or not anything was found.</summary>
/// <param name="Column">The column.</param>
/// <param name="Importance">Its share of the gain in a model of all columns, from 0 to 1; null where that was not needed.</param>
/// <param name="LeakageAuc">What a shallow tree on the column alone reaches: AUC, or R² for regression; null where the mode did not look at it.</param>
/// <param name="ShiftAuc">AUC of telling test from train rows by the column alone.</param>
public sealed record ColumnEvidence(string Column, double? Importance, double? LeakageAuc, double ShiftAuc)
{
    /// <summary>Confidence interval of <see cref="LeakageAuc"/>.</summary>
    public Interval? LeakageInterval { get; init; }
}
