namespace Workflow.Scoring.Envelopes;

/// <summary>Limits of one column of numbers.</summary>
/// <param name="Column">Index of the input column.</param>
/// <param name="Low">Numbers below it lie outside.</param>
/// <param name="High">Numbers above it lie outside.</param>
public sealed record ColumnLimits(int Column, double Low, double High);
