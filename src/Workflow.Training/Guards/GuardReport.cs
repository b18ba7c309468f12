using Workflow.Training.Guards.Columns;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Guards.Leakage;

namespace Workflow.Training.Guards;

/// <summary>What the guards found and measured.</summary>
/// <param name="Findings">The findings: of the split, of single columns in order, of all rows.</param>
/// <param name="Dropped">Columns that the model must not see, in the order of the dataset.</param>
/// <param name="Columns">The evidence, one line per column.</param>
/// <param name="OverallShiftAuc">AUC of telling test from train rows by all columns together.</param>
public sealed record GuardReport(
    IReadOnlyList<Finding> Findings, IReadOnlyList<string> Dropped, IReadOnlyList<ColumnEvidence> Columns, double OverallShiftAuc)
{
    /// <summary>The looks at the columns, one more after each leak that was taken away.</summary>
    public IReadOnlyList<LeakagePass> Passes { get; init; } = [];

    /// <summary>How far the test rows are independent of the training rows; null in reports of releases that did not look.</summary>
    public ContaminationEvidence? Contamination { get; init; }

    /// <summary>Where values are missing; null in reports of releases that did not look.</summary>
    public MissingValues? Missing { get; init; }
}
