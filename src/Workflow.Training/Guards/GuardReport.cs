namespace Workflow.Training.Guards;

/// <summary>What the guards found and measured.</summary>
/// <param name="Findings">The findings; empty where nothing is suspicious.</param>
/// <param name="Dropped">Columns that the model must not see, in the order of the dataset.</param>
/// <param name="Columns">The evidence, one line per column.</param>
/// <param name="OverallShiftAuc">AUC of telling test from train rows by all columns together.</param>
public sealed record GuardReport(
    IReadOnlyList<Finding> Findings, IReadOnlyList<string> Dropped, IReadOnlyList<ColumnEvidence> Columns, double OverallShiftAuc);
