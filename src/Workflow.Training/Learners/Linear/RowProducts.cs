using System.Runtime.Intrinsics;

namespace Workflow.Training.Learners.Linear;

/// <summary>
/// A matrix whose rows are multiplied by vectors, sixteen rows at a time. Every product is summed in the order of the features, as a plain loop
/// does: the bits depend neither on the processor nor on the row's place.
/// </summary>
internal sealed class RowProducts
{
    private const int Block = 4 * Lanes.Count;

    // Sixteen rows after another: of each feature, the sixteen values.
    private readonly double[] _blocks;
    private readonly int _rows;
    private readonly int _features;

    /// <summary>Takes a matrix.</summary>
    /// <param name="values">Its values, row by row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="features">Values per row.</param>
    public RowProducts(double[] values, int rows, int features)
    {
        _rows = rows;
        _features = features;
        _blocks = new double[(rows + Block - 1) / Block * Block * features];
        for (int row = 0; row < rows; row++)
        {
            int block = row / Block * Block * features;
            for (int j = 0; j < features; j++) _blocks[block + (j * Block) + (row % Block)] = values[(row * features) + j];
        }
    }

    /// <summary>For each row the start plus the sum of weight times value.</summary>
    /// <param name="start">What every sum begins with.</param>
    /// <param name="weights">One weight per feature.</param>
    /// <param name="sums">Takes the sums.</param>
    /// <param name="stride">Distance of one row's place from the next one's.</param>
    public void Compute(double start, ReadOnlySpan<double> weights, Span<double> sums, int stride)
    {
        Span<double> some = stackalloc double[Block];
        for (int row = 0; row < _rows; row += Block)
        {
            ReadOnlySpan<double> block = _blocks.AsSpan(row * _features, Block * _features);
            Vector256<double> a = Vector256.Create(start), b = a, c = a, d = a;
            for (int j = 0; j < weights.Length; j++)
            {
                Vector256<double> weight = Vector256.Create(weights[j]);
                ReadOnlySpan<double> values = block.Slice(j * Block, Block);
                a += weight * Vector256.Create(values);
                b += weight * Vector256.Create(values[Lanes.Count..]);
                c += weight * Vector256.Create(values[(2 * Lanes.Count)..]);
                d += weight * Vector256.Create(values[(3 * Lanes.Count)..]);
            }

            a.CopyTo(some);
            b.CopyTo(some[Lanes.Count..]);
            c.CopyTo(some[(2 * Lanes.Count)..]);
            d.CopyTo(some[(3 * Lanes.Count)..]);
            for (int i = 0; i < Math.Min(Block, _rows - row); i++) sums[(row + i) * stride] = some[i];
        }
    }
}
