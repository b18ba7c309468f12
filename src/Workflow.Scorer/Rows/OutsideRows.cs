using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Rows;

/// <summary>Counts the rows of a request that lie outside of where the training rows lay, and remembers the first of them.</summary>
/// <param name="model">Knows where the training rows lay.</param>
internal sealed class OutsideRows(ServedModel model)
{
    private const int MostRemembered = 100;
    private const int MostAtOnce = 256;

    private readonly bool[] _columns = new bool[model.Pipeline.InputColumns.Count];
    private readonly List<OutsideRow> _first = [];
    private int _rows;

    /// <summary>How many rows lie outside.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<OutsideRow> First => _first;

    /// <summary>Looks at the next rows.</summary>
    /// <param name="cells">Their cells, row by row.</param>
    /// <returns>How many of them lie outside.</returns>
    public int Look(ReadOnlySpan<double> cells)
    {
        int before = Count;
        Span<bool> outside = stackalloc bool[MostAtOnce];
        while (!cells.IsEmpty)
        {
            int rows = Math.Min(cells.Length / _columns.Length, MostAtOnce);
            LookAt(cells[..(rows * _columns.Length)], outside[..rows]);
            cells = cells[(rows * _columns.Length)..];
        }

        return Count - before;
    }

    /// <summary>Counts the next row.</summary>
    /// <param name="isOutside">Whether it lies outside.</param>
    /// <param name="columns">For each input column whether it does by that column alone.</param>
    /// <param name="cells">Its cells.</param>
    public void Add(bool isOutside, ReadOnlySpan<bool> columns, ReadOnlySpan<double> cells)
    {
        if (isOutside)
        {
            Count++;
            Remember(_rows, columns, cells);
        }

        _rows++;
    }

    private void LookAt(ReadOnlySpan<double> cells, Span<bool> outside)
    {
        int count = model.Pipeline.FindOutside(cells, outside);
        Count += count;
        for (int row = 0; count > 0 && _first.Count < MostRemembered; row++)
        {
            if (!outside[row]) continue;
            count--;
            ReadOnlySpan<double> found = cells.Slice(row * _columns.Length, _columns.Length);
            model.Pipeline.IsOutside(found, _columns);
            Remember(_rows + row, _columns, found);
        }

        _rows += outside.Length;
    }

    private void Remember(int row, ReadOnlySpan<bool> columns, ReadOnlySpan<double> cells)
    {
        if (_first.Count < MostRemembered) _first.Add(new OutsideRow(row, OutsideRow.Names(model, columns), OutsideRow.DistanceOf(model.Pipeline, cells)));
    }
}
