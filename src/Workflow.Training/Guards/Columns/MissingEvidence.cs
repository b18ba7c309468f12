namespace Workflow.Training.Guards.Columns;

/// <summary>How much of a column is missing.</summary>
/// <param name="Rows">Training rows without a value.</param>
/// <param name="Share">Their share, from 0 to 1.</param>
public sealed record MissingEvidence(int Rows, double Share) : FindingEvidence;
