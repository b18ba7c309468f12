using System.Runtime.Intrinsics;

namespace Workflow.Scoring.Envelopes;

/// <summary>The distances of a <see cref="JointLimit"/> for several rows at a time, each with the bits that it has alone.</summary>
/// <param name="columns">Indices of the input columns that take part.</param>
/// <param name="means">Mean of each.</param>
/// <param name="triangle">The factor, row by row.</param>
internal sealed class JointDistances(int[] columns, double[] means, double[] triangle)
{
    /// <summary>So many rows at a time.</summary>
    public const int Rows = 4;

    private const int MostOnStack = 64;

    /// <summary>Computes the squares of the distances.</summary>
    /// <param name="cells">The cells of as many rows, row by row.</param>
    public Vector256<double> Squares(ReadOnlySpan<double> cells)
    {
        Span<Vector256<double>> offsets = columns.Length <= MostOnStack ? stackalloc Vector256<double>[MostOnStack] : new Vector256<double>[columns.Length];
        ReadOffsets(cells, offsets = offsets[..columns.Length]);
        Vector256<double> squares = Vector256<double>.Zero;
        ReadOnlySpan<double> rest = triangle;
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
