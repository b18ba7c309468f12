using System.Numerics;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Envelopes;

/// <summary>An envelope as rows are held against it: a lower and an upper limit for every input column, and the joint limit. Immutable.</summary>
public sealed class RowLimits
{
    private readonly double[] _low;
    private readonly double[] _high;
    private readonly JointLimit? _joint;

    /// <summary>Prepares the limits.</summary>
    /// <param name="envelope">The envelope; null for limits outside of which nothing lies.</param>
    /// <param name="columns">The input columns of the pipeline, which it fits.</param>
    public RowLimits(TrainingEnvelope? envelope, IReadOnlyList<InputColumn> columns)
    {
        _low = new double[columns.Count];
        _high = new double[columns.Count];
        Array.Fill(_low, double.NegativeInfinity);
        Array.Fill(_high, double.PositiveInfinity);
        if (envelope is null) return;
        foreach (ColumnLimits limits in envelope.Columns) (_low[limits.Column], _high[limits.Column]) = (limits.Low, limits.High);

        // Levels count from 0; below them is a text that training never saw.
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i].Type == ColumnType.Category) _low[i] = InputColumn.UnseenLevel + 1;
        }

        _joint = envelope.Joint;
    }

    /// <summary>Whether a row lies outside, and by which columns. A missing value is no place: the model was told what to do with it.</summary>
    /// <param name="cells">One cell per input column.</param>
    /// <param name="outside">Receives for each input column whether it lies outside its own limits or holds a text that training never saw.</param>
    /// <returns>Whether any column lies outside, or the row beyond the joint limit.</returns>
    /// <exception cref="ArgumentException">The spans' lengths are not the number of columns.</exception>
    public bool IsOutside(ReadOnlySpan<double> cells, Span<bool> outside)
    {
        ReadOnlySpan<double> low = _low, high = _high;
        if (cells.Length != low.Length) throw new ArgumentException($"a row has {low.Length} cells, not {cells.Length}", nameof(cells));
        if (outside.Length != low.Length) throw new ArgumentException($"a row has {low.Length} columns, not {outside.Length}", nameof(outside));
        bool any = false;
        for (int i = 0; i < low.Length; i++)
        {
            outside[i] = cells[i] < low[i] || cells[i] > high[i];
            any |= outside[i];
        }

        return any || (_joint is { } joint && joint.Distance(cells) > joint.Limit);
    }

    /// <summary>Looks which of many rows lie outside, as <see cref="IsOutside"/> says of one.</summary>
    /// <param name="cells">One cell per input column, row by row.</param>
    /// <param name="outside">Receives for each row whether it does.</param>
    /// <returns>How many do.</returns>
    /// <exception cref="ArgumentException">The spans' lengths do not fit each other.</exception>
    public int FindOutside(ReadOnlySpan<double> cells, Span<bool> outside)
    {
        int width = _low.Length;
        if (cells.Length != (long)width * outside.Length) throw new ArgumentException($"{outside.Length} rows have {(long)width * outside.Length} cells, not {cells.Length}", nameof(cells));
        for (int row = 0; row < outside.Length; row++) outside[row] = IsAnyOutside(cells.Slice(row * width, width));
        _joint?.FindBeyond(cells, width, outside);
        return outside.Count(true);
    }

    private bool IsAnyOutside(ReadOnlySpan<double> cells)
    {
        ReadOnlySpan<double> low = _low, high = _high;
        int at = 0;
        for (; at <= cells.Length - Vector<double>.Count; at += Vector<double>.Count)
        {
            var some = new Vector<double>(cells[at..]);
            if (Vector.LessThanAny(some, new Vector<double>(low[at..])) || Vector.GreaterThanAny(some, new Vector<double>(high[at..]))) return true;
        }

        for (; at < cells.Length; at++)
        {
            if (cells[at] < low[at] || cells[at] > high[at]) return true;
        }

        return false;
    }
}
