using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Monitoring;

/// <summary>
/// How many of a column's cells fell into each bin of its training histogram. Such counts can be added up over scorers and over time.
/// </summary>
internal sealed class ColumnSketch
{
    private readonly bool _isCategory;
    private readonly NumberBins _bins;
    private readonly double _minimum;
    private readonly double _maximum;
    private readonly long[] _levels;

    public ColumnSketch(InputColumn column)
    {
        _isCategory = column.Type == ColumnType.Category;
        _bins = new NumberBins(column.Histogram?.Edges ?? []);
        _minimum = column.Minimum ?? double.NegativeInfinity;
        _maximum = column.Maximum ?? double.PositiveInfinity;
        _levels = new long[column.Levels.Count];
    }

    /// <summary>Bins of numbers; without edges for categories, whose bins are the column's levels.</summary>
    public NumberBins Bins => _bins;

    /// <summary>Cells per bin.</summary>
    public IReadOnlyList<long> Counts => _isCategory ? _levels : _bins.Counts;

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
        for (int i = 0; i < _levels.Length; i++) _levels[i] += other._levels[i];
        _bins.Add(other._bins);
        Missing += other.Missing;
        Below += other.Below;
        Above += other.Above;
        Unseen += other.Unseen;
    }

    private void AddLevels(ReadOnlySpan<double> cells, int column, int width)
    {
        for (int at = column; at < cells.Length; at += width)
        {
            double cell = cells[at];
            if (double.IsNaN(cell)) Missing++;
            else if (cell < 0) Unseen++;
            else _levels[(int)cell]++;
        }
    }

    private void AddNumbers(ReadOnlySpan<double> cells, int column, int width)
    {
        long missing = 0, below = 0, above = 0;
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
            _bins.Add(number);
        }

        Missing += missing;
        Below += below;
        Above += above;
    }
}
