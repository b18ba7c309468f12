using System.Buffers;
using Workflow.Scoring.Features;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;

namespace Workflow.Scoring;

/// <summary>Scores rows block by block: cells become features, features margins, margins outputs. Takes no memory per row.</summary>
/// <param name="transform">Makes features of cells.</param>
/// <param name="model">Makes margins of features.</param>
/// <param name="link">Makes outputs of margins.</param>
/// <param name="inputs">Cells per row.</param>
/// <param name="outputs">Outputs per row.</param>
internal sealed class RowScorer(FeatureTransform transform, MarginModel model, Link link, int inputs, int outputs)
{
    private const int RowsPerBlock = 64;

    /// <summary>Scores rows.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="scores">Receives one value per output, row by row.</param>
    /// <param name="margins">Receives one value per margin, row by row; empty where nobody asks.</param>
    /// <exception cref="ArgumentException">The spans' lengths do not fit each other.</exception>
    public void Score(ReadOnlySpan<double> cells, Span<double> scores, Span<double> margins)
    {
        int rows = Rows(cells, scores, margins);
        int featureCount = transform.FeatureCount;
        int marginCount = model.MarginCount;
        int blockRows = Math.Min(rows, RowsPerBlock);

        // What is taken of the stack is set to zero first: for one row no more than that row needs.
        float[]? rentedFeatures = null;
        double[]? rentedMargins = null;
        Span<float> features = blockRows * featureCount <= 512
            ? stackalloc float[blockRows * featureCount]
            : rentedFeatures = ArrayPool<float>.Shared.Rent(blockRows * featureCount);
        Span<double> blockMargins = blockRows * marginCount <= 256
            ? stackalloc double[blockRows * marginCount]
            : rentedMargins = ArrayPool<double>.Shared.Rent(blockRows * marginCount);
        try
        {
            for (int first = 0; first < rows; first += RowsPerBlock)
            {
                int count = Math.Min(RowsPerBlock, rows - first);
                Span<float> f = features[..(count * featureCount)];
                Span<double> m = blockMargins[..(count * marginCount)];
                bool anyMissing = transform.Apply(cells.Slice(first * inputs, count * inputs), f);
                model.ComputeMargins(f, anyMissing, m);
                ApplyLink(m, scores.Slice(first * outputs, count * outputs));
                if (!margins.IsEmpty) m.CopyTo(margins[(first * marginCount)..]);
            }
        }
        finally
        {
            if (rentedFeatures is not null) ArrayPool<float>.Shared.Return(rentedFeatures);
            if (rentedMargins is not null) ArrayPool<double>.Shared.Return(rentedMargins);
        }
    }

    /// <summary>Scores rows that stand column by column.</summary>
    /// <param name="columns">Input cells, column by column, all of the same length.</param>
    /// <param name="scores">Receives one value per output, row by row.</param>
    /// <exception cref="ArgumentException">There is not one value per row and output.</exception>
    public void ScoreColumns(IReadOnlyList<ReadOnlyMemory<double>> columns, Span<double> scores)
    {
        int rows = columns[0].Length;
        if (scores.Length != (long)rows * outputs) throw new ArgumentException($"{rows} rows need {(long)rows * outputs} outputs, not {scores.Length}", nameof(scores));
        double[] cells = ArrayPool<double>.Shared.Rent(RowsPerBlock * inputs);
        try
        {
            for (int first = 0; first < rows; first += RowsPerBlock)
            {
                int count = Math.Min(RowsPerBlock, rows - first);
                for (int column = 0; column < inputs; column++)
                {
                    ReadOnlySpan<double> part = columns[column].Span.Slice(first, count);
                    for (int row = 0; row < count; row++) cells[(row * inputs) + column] = part[row];
                }

                Score(cells.AsSpan(0, count * inputs), scores.Slice(first * outputs, count * outputs), []);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(cells);
        }
    }

    /// <summary>How many rows the cells are.</summary>
    /// <exception cref="ArgumentException">They are not whole rows.</exception>
    public int Rows(ReadOnlySpan<double> cells)
    {
        int rows = cells.Length / inputs;
        return cells.Length == rows * inputs ? rows : throw new ArgumentException($"{cells.Length} cells are not whole rows of {inputs}", nameof(cells));
    }

    private int Rows(ReadOnlySpan<double> cells, Span<double> scores, Span<double> margins)
    {
        int rows = Rows(cells);
        if (scores.Length != rows * outputs) throw new ArgumentException($"{rows} rows need {rows * outputs} outputs, not {scores.Length}", nameof(scores));
        return margins.IsEmpty || margins.Length == rows * model.MarginCount
            ? rows
            : throw new ArgumentException($"{rows} rows need {rows * model.MarginCount} margins, not {margins.Length}", nameof(margins));
    }

    private void ApplyLink(ReadOnlySpan<double> margins, Span<double> scores)
    {
        for (int m = 0, s = 0; m < margins.Length; m += model.MarginCount, s += outputs)
        {
            LinkFunctions.Apply(link, margins.Slice(m, model.MarginCount), scores.Slice(s, outputs));
        }
    }
}
