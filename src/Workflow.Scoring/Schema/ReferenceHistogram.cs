namespace Workflow.Scoring.Schema;

/// <summary>How a column's training values were distributed: the reference that drift is measured against.</summary>
/// <param name="Edges">
/// Inner bin borders, ascending. Bin 0 holds values below the first edge, bin i values from edge i-1 (included) up to edge i.
/// Empty for categories, whose bins are the column's levels in order.
/// </param>
/// <param name="Counts">Training rows per bin: one more than edges, or one per level.</param>
/// <param name="Missing">Training rows without a value.</param>
public sealed record ReferenceHistogram(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts, long Missing);
