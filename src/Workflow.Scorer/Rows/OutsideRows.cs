using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Rows;

/// <summary>Counts the rows of a request that lie outside of where the training rows lay, and remembers the first of them.</summary>
/// <param name="model">Knows where the training rows lay.</param>
internal sealed class OutsideRows(ServedModel model)
{
    private const int MostRemembered = 100;

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
        for (int width = _columns.Length; !cells.IsEmpty; cells = cells[width..])
        {
            ReadOnlySpan<double> row = cells[..width];
            bool isOutside = model.Pipeline.IsOutside(row, _columns);
            Add(isOutside, _columns, row);
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
            if (_first.Count < MostRemembered) _first.Add(new OutsideRow(_rows, OutsideRow.Names(model, columns), OutsideRow.DistanceOf(model.Pipeline, cells)));
        }

        _rows++;
    }
}
