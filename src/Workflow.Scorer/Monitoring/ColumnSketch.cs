using System.Runtime.Intrinsics;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Monitoring;

/// <summary>
/// How many of a column's cells fell into each bin of its training histogram. Such counts can be added up over scorers and over time.
/// </summary>
internal sealed class ColumnSketch
{
    private readonly bool _isCategory;
    private readonly double[] _edges;
    private readonly Vector256<double>[] _compared;
    private readonly double _minimum;
    private readonly double _maximum;
    private readonly long[] _counts;

    public ColumnSketch(InputColumn column)
    {
        _isCategory = column.Type == ColumnType.Category;
        _edges = [.. column.Histogram?.Edges ?? []];
        _compared = [.. _edges.Chunk(Vector256<double>.Count).Select(FilledUp)];
        _minimum = column.Minimum ?? double.NegativeInfinity;
        _maximum = column.Maximum ?? double.PositiveInfinity;
        _counts = new long[_isCategory ? column.Levels.Count : _edges.Length + 1];
    }

    /// <summary>Inner borders of the bins; none for categories, whose bins are the column's levels.</summary>
    public IReadOnlyList<double> Edges => _edges;

    /// <summary>Cells per bin.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Cells without a value.</summary>
    public long Missing { get; private set; }

    /// <summary>Numbers below the smallest training value.</summary>
    public long Below { get; private set; }

    /// <summary>Numbers above the largest training value.</summary>
    public long Above { get; private set; }

    /// <summary>Texts that training never saw.</summary>
    public long Unseen { get; private set; }

    /// <summary>Counts cells of the column.</summary>
    /// <param name="cells">The cells of rows, row by row.</param>
    /// <param name="column">Where in a row the column's cell stands.</param>
    /// <param name="width">Cells of a row.</param>
    public void Add(ReadOnlySpan<double> cells, int column, int width)
    {
        if (_isCategory) AddLevels(cells, column, width);
        else AddNumbers(cells, column, width);
    }

    /// <summary>Adds what another sketch of the same column has counted.</summary>
    public void Add(ColumnSketch other)
    {
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Missing += other.Missing;
        Below += other.Below;
        Above += other.Above;
        Unseen += other.Unseen;
    }

    private static Vector256<double> FilledUp(double[] edges)
    {
        var four = new double[Vector256<double>.Count];
        Array.Fill(four, double.NaN);
        edges.CopyTo(four, 0);
        return Vector256.Create(four);
    }

    private void AddLevels(ReadOnlySpan<double> cells, int column, int width)
    {
        for (int at = column; at < cells.Length; at += width)
        {
            double cell = cells[at];
            if (double.IsNaN(cell)) Missing++;
            else if (cell < 0) Unseen++;
            else _counts[(int)cell]++;
        }
    }

    private void AddNumbers(ReadOnlySpan<double> cells, int column, int width)
    {
        long missing = 0, below = 0, above = 0;
        long[] counts = _counts;
        ReadOnlySpan<Vector256<double>> compared = _compared;
        for (int at = column; at < cells.Length; at += width)
        {
            double number = cells[at];
            if (double.IsNaN(number))
            {
                missing++;
                continue;
            }

            if (number < _minimum) below++;
            if (number > _maximum) above++;
            counts[BinOf(number, compared)]++;
        }

        Missing += missing;
        Below += below;
        Above += above;
    }

    // As many edges as are not above it; to compare with all of them is faster than to guess where to end. No number reaches those that fill up.
    private static int BinOf(double number, ReadOnlySpan<Vector256<double>> compared)
    {
        Vector256<double> four = Vector256.Create(number);
        Vector256<long> reached = Vector256<long>.Zero;
        foreach (Vector256<double> edges in compared) reached -= Vector256.GreaterThanOrEqual(four, edges).AsInt64();
        return (int)Vector256.Sum(reached);
    }
}
