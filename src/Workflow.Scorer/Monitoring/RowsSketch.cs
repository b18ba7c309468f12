using Workflow.Scoring;

namespace Workflow.Scorer.Monitoring;

/// <summary>How rows and their answers are distributed.</summary>
internal sealed class RowsSketch
{
    private readonly ScoringPipeline _pipeline;
    private readonly ColumnSketch[] _columns;
    private readonly OutputSketch[] _outputs;
    private readonly long[] _decisions;

    public RowsSketch(ScoringPipeline pipeline)
    {
        _pipeline = pipeline;
        _columns = [.. pipeline.InputColumns.Select(column => new ColumnSketch(column))];
        _outputs = [.. pipeline.OutputColumns.Select((_, i) => OutputSketch.Of(pipeline, i))];
        _decisions = new long[pipeline.TargetLabels.Count];
    }

    /// <summary>How many rows there were.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them lie outside of where the training rows lay.</summary>
    public long RowsOutside { get; private set; }

    /// <summary>One for each input column.</summary>
    public IReadOnlyList<ColumnSketch> Columns => _columns;

    /// <summary>One for each output.</summary>
    public IReadOnlyList<OutputSketch> Outputs => _outputs;

    /// <summary>How often each class was decided for; none for numbers.</summary>
    public IReadOnlyList<long> Decisions => _decisions;

    /// <summary>Counts rows.</summary>
    /// <param name="cells">Their cells, row by row.</param>
    /// <param name="outputs">Their outputs, row by row.</param>
    /// <param name="rowsOutside">How many of them lie outside of where the training rows lay.</param>
    public void Add(ReadOnlySpan<double> cells, ReadOnlySpan<double> outputs, int rowsOutside)
    {
        Rows += cells.Length / _columns.Length;
        RowsOutside += rowsOutside;
        for (int i = 0; i < _columns.Length; i++) _columns[i].Add(cells, i, _columns.Length);
        for (; !outputs.IsEmpty; outputs = outputs[_outputs.Length..])
        {
            for (int i = 0; i < _outputs.Length; i++) _outputs[i].Add(outputs[i]);
            if (_decisions.Length > 0) _decisions[_pipeline.Decide(outputs[.._outputs.Length])]++;
        }
    }

    /// <summary>Adds what another sketch of the same model has counted.</summary>
    public void Add(RowsSketch other)
    {
        Rows += other.Rows;
        RowsOutside += other.RowsOutside;
        for (int i = 0; i < _columns.Length; i++) _columns[i].Add(other._columns[i]);
        for (int i = 0; i < _outputs.Length; i++) _outputs[i].Add(other._outputs[i]);
        for (int i = 0; i < _decisions.Length; i++) _decisions[i] += other._decisions[i];
    }
}
