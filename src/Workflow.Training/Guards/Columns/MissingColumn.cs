namespace Workflow.Training.Guards.Columns;

/// <summary>Where a column has no values.</summary>
/// <param name="Column">The column.</param>
/// <param name="Share">Share of the rows that lack it, from 0 to 1.</param>
/// <param name="Parts">The same for up to twenty equal parts of the rows, in the order of the source.</param>
public sealed record MissingColumn(string Column, double Share, IReadOnlyList<double> Parts);
