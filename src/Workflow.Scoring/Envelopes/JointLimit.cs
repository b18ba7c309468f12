using System.Runtime.Intrinsics;

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
    // What a row costs is a few times less from arrays than through the lists.
    private readonly JointDistances _distances = new([.. Columns], [.. Means], [.. Factor]);

    /// <summary>The distance of a row.</summary>
    /// <param name="cells">One cell per input column.</param>
    public double Distance(ReadOnlySpan<double> cells) => Math.Sqrt(_distances.Square(cells));

    /// <summary>Looks which rows lie farther away than the limit.</summary>
    /// <param name="cells">Their cells, row by row.</param>
    /// <param name="width">Cells of a row.</param>
    /// <param name="beyond">For each row: becomes true where it does, and stays as it is where not.</param>
    internal void FindBeyond(ReadOnlySpan<double> cells, int width, Span<bool> beyond)
    {
        int row = 0;
        for (; row <= beyond.Length - JointDistances.Rows; row += JointDistances.Rows)
        {
            Vector256<double> distances = Vector256.Sqrt(_distances.Squares(cells.Slice(row * width, JointDistances.Rows * width)));
            uint far = Vector256.GreaterThan(distances, Vector256.Create(Limit)).ExtractMostSignificantBits();
            for (int i = 0; far != 0; i++, far >>= 1) beyond[row + i] |= (far & 1) != 0;
        }

        for (; row < beyond.Length; row++) beyond[row] |= Distance(cells.Slice(row * width, width)) > Limit;
    }

    /// <summary>The distance of a row in units of the limit: rows beyond 1 lie outside.</summary>
    /// <param name="cells">One cell per input column.</param>
    public double RelativeDistance(ReadOnlySpan<double> cells) => Distance(cells) / Limit;
}
