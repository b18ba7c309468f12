namespace Workflow.Training.Guards.Columns;

/// <summary>Which column another one repeats.</summary>
/// <param name="Repeats">The column that stays.</param>
public sealed record DuplicateColumnEvidence(string Repeats) : FindingEvidence;
