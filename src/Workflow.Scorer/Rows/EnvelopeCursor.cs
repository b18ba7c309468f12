using Workflow.Scoring;

namespace Workflow.Scorer.Rows;

/// <summary>Goes through rows and tells of each where it lies.</summary>
internal ref struct EnvelopeCursor
{
    private readonly ScoringPipeline _pipeline;
    private readonly bool[] _columns;
    private ReadOnlySpan<double> _row;
    private ReadOnlySpan<double> _next;

    /// <summary>Stands before the first row.</summary>
    /// <param name="pipeline">Knows where the training rows lay.</param>
    /// <param name="cells">The cells, row by row.</param>
    public EnvelopeCursor(ScoringPipeline pipeline, ReadOnlySpan<double> cells)
    {
        _pipeline = pipeline;
        _columns = new bool[pipeline.InputColumns.Count];
        _next = cells;
    }

    /// <summary>Whether the row lies outside of where the training rows lay.</summary>
    public bool IsOutside { get; private set; }

    /// <summary>For each input column whether it does by that column alone.</summary>
    public readonly ReadOnlySpan<bool> Columns => _columns;

    /// <summary>How far from the middle of the training rows it lies, in units of the joint limit; the largest number where it is farther than numbers tell.</summary>
    public readonly double Distance => OutsideRow.DistanceOf(_pipeline, _row) ?? double.MaxValue;

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        if (_next.IsEmpty) return false;
        _row = _next[.._columns.Length];
        _next = _next[_columns.Length..];
        IsOutside = _pipeline.IsOutside(_row, _columns);
        return true;
    }
}
