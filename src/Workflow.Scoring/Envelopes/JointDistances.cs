using System.Numerics;
using System.Runtime.Intrinsics;

namespace Workflow.Scoring.Envelopes;

/// <summary>Squares of the distances of a <see cref="JointLimit"/>, for one row or for several at a time: each has the bits that it has alone.</summary>
/// <param name="columns">Indices of the input columns that take part.</param>
/// <param name="means">Mean of each.</param>
/// <param name="factor">The factor, row by row.</param>
internal sealed class JointDistances(int[] columns, double[] means, double[] factor)
{
    /// <summary>So many rows at a time.</summary>
    public const int Rows = 4;

    private const int MostOnStack = 64;
    private readonly double[] _byColumn = ColumnByColumn(factor, columns.Length);

    /// <summary>Computes the square of a row's distance.</summary>
    /// <param name="cells">Its cells.</param>
    public double Square(ReadOnlySpan<double> cells)
    {
        Span<double> sums = columns.Length <= MostOnStack ? stackalloc double[columns.Length] : new double[columns.Length];
        sums.Clear();
        ReadOnlySpan<double> rest = _byColumn;
        for (int i = 0; i < columns.Length; i++)
        {
            double cell = cells[columns[i]];
            ReadOnlySpan<double> factors = rest[..(columns.Length - i)];
            rest = rest[factors.Length..];
            if (!double.IsNaN(cell)) Add(factors, cell - means[i], sums[i..]);
        }

        double square = 0;
        foreach (double sum in sums) square += sum * sum;
        return square;
    }

    /// <summary>Computes the squares of the distances.</summary>
    /// <param name="cells">The cells of as many rows, row by row.</param>
    public Vector256<double> Squares(ReadOnlySpan<double> cells)
    {
        Span<Vector256<double>> offsets = columns.Length <= MostOnStack ? stackalloc Vector256<double>[columns.Length] : new Vector256<double>[columns.Length];
        ReadOffsets(cells, offsets);
        Vector256<double> squares = Vector256<double>.Zero;
        ReadOnlySpan<double> rest = factor;
        for (int count = 1; count <= offsets.Length; count++)
        {
            Vector256<double> sum = Vector256<double>.Zero;
            ReadOnlySpan<double> factors = rest[..count];
            ReadOnlySpan<Vector256<double>> taken = offsets[..count];
            for (int i = 0; i < factors.Length; i++) sum += Vector256.Create(factors[i]) * taken[i];
            squares += sum * sum;
            rest = rest[count..];
        }

        return squares;
    }

    // Element by element, so that the bits do not depend on how many of them a processor takes at a time.
    private static void Add(ReadOnlySpan<double> factors, double offset, Span<double> sums)
    {
        int at = 0;
        for (; at <= sums.Length - Vector<double>.Count; at += Vector<double>.Count)
        {
            (new Vector<double>(sums[at..]) + (new Vector<double>(factors[at..]) * offset)).CopyTo(sums[at..]);
        }

        for (; at < sums.Length; at++) sums[at] += factors[at] * offset;
    }

    // An envelope is checked after it was read: lengths that do not fit must not end here.
    private static double[] ColumnByColumn(double[] factor, int count)
    {
        if (factor.Length != (long)count * (count + 1) / 2) return [];
        var byColumn = new double[factor.Length];
        int next = 0;
        for (int column = 0; column < count; column++)
        {
            for (int row = column; row < count; row++) byColumn[next++] = factor[(row * (row + 1) / 2) + column];
        }

        return byColumn;
    }

    // A missing value is no offset.
    private void ReadOffsets(ReadOnlySpan<double> cells, Span<Vector256<double>> offsets)
    {
        int width = cells.Length / Rows;
        ReadOnlySpan<double> first = cells[..width], second = cells.Slice(width, width), third = cells.Slice(2 * width, width), fourth = cells.Slice(3 * width, width);
        for (int i = 0; i < offsets.Length; i++)
        {
            int column = columns[i];
            Vector256<double> offset = Vector256.Create(first[column], second[column], third[column], fourth[column]) - Vector256.Create(means[i]);
            offsets[i] = Vector256.ConditionalSelect(Vector256.Equals(offset, offset), offset, Vector256<double>.Zero);
        }
    }
}
