namespace Workflow.Scoring.Envelopes;

/// <summary>
/// How far a row lies from the middle of the training rows, in the directions in which these vary together (Mahalanobis, 1936). A missing value
/// counts as its column's mean.
/// </summary>
/// <param name="Columns">Indices of the input columns that take part.</param>
/// <param name="Means">Mean of each.</param>
/// <param name="Factor">
/// Lower triangle, row by row, of a matrix W with WᵀW the inverse of the columns' covariance: the distance of x is |W (x - mean)|.
/// </param>
/// <param name="Limit">Rows farther away lie outside.</param>
public sealed record JointLimit(IReadOnlyList<int> Columns, IReadOnlyList<double> Means, IReadOnlyList<double> Factor, double Limit)
{
    /// <summary>The distance of a row.</summary>
    /// <param name="cells">One cell per input column.</param>
    public double Distance(ReadOnlySpan<double> cells)
    {
        int next = 0;
        double squares = 0;
        Span<double> offsets = Columns.Count <= 64 ? stackalloc double[64] : new double[Columns.Count];
        for (int i = 0; i < Columns.Count; i++)
        {
            double cell = cells[Columns[i]];
            offsets[i] = double.IsNaN(cell) ? 0 : cell - Means[i];
            double sum = 0;
            for (int j = 0; j <= i; j++) sum += Factor[next++] * offsets[j];
            squares += sum * sum;
        }

        return Math.Sqrt(squares);
    }
}
