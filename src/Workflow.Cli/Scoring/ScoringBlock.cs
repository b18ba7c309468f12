using System.Globalization;
using CsvHelper;
using Workflow.Scoring;

namespace Workflow.Cli.Scoring;

/// <summary>Collects rows and scores them together: a block is scored several times faster than its rows one by one.</summary>
internal sealed class ScoringBlock(ScoringPipeline pipeline, int capacity, int keptColumns)
{
    private readonly double[] _cells = new double[capacity * pipeline.InputColumns.Count];
    private readonly double[] _outputs = new double[capacity * pipeline.OutputColumns.Count];
    private readonly string[] _kept = new string[capacity * keptColumns];
    private int _rows;

    /// <summary>Whether no row fits any more.</summary>
    public bool IsFull => _rows == capacity;

    /// <summary>Begins a row.</summary>
    /// <returns>Its input cells, to be filled.</returns>
    public Span<double> NextRow() => _cells.AsSpan(_rows++ * pipeline.InputColumns.Count, pipeline.InputColumns.Count);

    /// <summary>Carries a cell over into the row that was begun last.</summary>
    public void Keep(int column, string cell) => _kept[((_rows - 1) * keptColumns) + column] = cell;

    /// <summary>Scores the rows, writes for each the kept cells and the outputs with every digit, and empties the block.</summary>
    public async Task ScoreIntoAsync(CsvWriter writer, CancellationToken cancellationToken)
    {
        int outputCount = pipeline.OutputColumns.Count;
        pipeline.Score(_cells.AsSpan(0, _rows * pipeline.InputColumns.Count), _outputs.AsSpan(0, _rows * outputCount));
        for (int row = 0; row < _rows; row++)
        {
            for (int i = 0; i < keptColumns; i++) writer.WriteField(_kept[(row * keptColumns) + i]);
            for (int i = 0; i < outputCount; i++) writer.WriteField(_outputs[(row * outputCount) + i], default, CultureInfo.InvariantCulture);
            await writer.EndRecordAsync(cancellationToken).ConfigureAwait(false);
        }

        _rows = 0;
    }
}
