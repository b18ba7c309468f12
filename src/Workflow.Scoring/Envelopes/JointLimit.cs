using System.Numerics;
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
    private const int MostOnStack = 64;

    // What a row costs is a few times less from arrays than through the lists.
    private readonly int[] _columns = [.. Columns];
    private readonly double[] _means = [.. Means];
    private readonly double[] _triangle = ColumnByColumn(Factor, Columns.Count);
    private readonly JointDistances _distances = new([.. Columns], [.. Means], [.. Factor]);

    /// <summary>The distance of a row.</summary>
    /// <param name="cells">One cell per input column.</param>
    public double Distance(ReadOnlySpan<double> cells)
    {
        int count = _columns.Length;
        Span<double> sums = count <= MostOnStack ? stackalloc double[MostOnStack] : new double[count];
        sums = sums[..count];
        sums.Clear();
        ReadOnlySpan<double> triangle = _triangle;
        for (int i = 0; i < count; i++)
        {
            double cell = cells[_columns[i]];
            ReadOnlySpan<double> column = triangle[..(count - i)];
            triangle = triangle[column.Length..];
            if (!double.IsNaN(cell)) Add(column, cell - _means[i], sums[i..]);
        }

        double squares = 0;
        foreach (double sum in sums) squares += sum * sum;
        return Math.Sqrt(squares);
    }

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

    // Element by element, so that the bits do not depend on how many of them a processor takes at a time.
    private static void Add(ReadOnlySpan<double> column, double offset, Span<double> sums)
    {
        int at = 0;
        for (; at <= sums.Length - Vector<double>.Count; at += Vector<double>.Count)
        {
            (new Vector<double>(sums[at..]) + (new Vector<double>(column[at..]) * offset)).CopyTo(sums[at..]);
        }

        for (; at < sums.Length; at++) sums[at] += column[at] * offset;
    }

    // An envelope is checked after it was read: lengths that do not fit must not end here.
    private static double[] ColumnByColumn(IReadOnlyList<double> factor, int count)
    {
        if (factor.Count != (long)count * (count + 1) / 2) return [];
        var triangle = new double[factor.Count];
        int next = 0;
        for (int column = 0; column < count; column++)
        {
            for (int row = column; row < count; row++) triangle[next++] = factor[(row * (row + 1) / 2) + column];
        }

        return triangle;
    }
}
