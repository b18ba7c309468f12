using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Jobs.Batches;

/// <summary>Counts the cells of rows in the bins of the training histograms. Many may count at once.</summary>
internal sealed class ColumnCounter
{
    private readonly NumberBins?[] _numbers;
    private readonly int _width;

    /// <summary>Prepares the bins of a pipeline's columns.</summary>
    public ColumnCounter(ScoringPipeline pipeline)
    {
        _width = pipeline.InputColumns.Count;
        _numbers = [.. pipeline.InputColumns.Select(column => column.Type == ColumnType.Number && column.Histogram is { } histogram ? new NumberBins(histogram.Edges) : null)];
    }

    /// <summary>Counts rows.</summary>
    /// <param name="cells">The cells, row by row.</param>
    /// <param name="tallies">Receive the counts, column by column.</param>
    public void Count(ReadOnlySpan<double> cells, ColumnTally[] tallies)
    {
        for (int column = 0; column < _width; column++)
        {
            ColumnTally tally = tallies[column];
            if (tally.Bins.Length == 0) continue;
            NumberBins? bins = _numbers[column];
            long missing = 0, unseen = 0;
            for (int at = column; at < cells.Length; at += _width)
            {
                double cell = cells[at];
                if (double.IsNaN(cell)) missing++;
                else if (bins is not null) tally.Bins[bins.BinOf(cell)]++;
                else if (cell < 0) unseen++;
                else tally.Bins[(int)cell]++;
            }

            tally.Missing += missing;
            tally.Unseen += unseen;
        }
    }
}
