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

    /// <summary>Counts a cell.</summary>
    public void Add(double cell)
    {
        if (double.IsNaN(cell)) Missing++;
        else if (_isCategory) AddLevel((int)cell);
        else AddNumber(cell);
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

    private void AddLevel(int level)
    {
        if (level < 0) Unseen++;
        else _counts[level]++;
    }

    private void AddNumber(double number)
    {
        if (number < _minimum) Below++;
        if (number > _maximum) Above++;

        // As many edges as are not above it; to compare with all of them is faster than to guess where to end. No number reaches those that fill up.
        Vector256<double> compared = Vector256.Create(number);
        Vector256<long> reached = Vector256<long>.Zero;
        foreach (Vector256<double> edges in _compared) reached -= Vector256.GreaterThanOrEqual(compared, edges).AsInt64();
        _counts[(int)Vector256.Sum(reached)]++;
    }
}
