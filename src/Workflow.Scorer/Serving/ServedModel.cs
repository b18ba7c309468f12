using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scoring;

namespace Workflow.Scorer.Serving;

/// <summary>The proven model that is served: every protocol scores through it, so that every row is counted once.</summary>
internal sealed class ServedModel(ScoringPipeline pipeline, RequestBodyReader bodies, int mostRows = int.MaxValue)
{
    private const int MostOnStack = 256;

    /// <summary>The pipeline.</summary>
    public ScoringPipeline Pipeline => pipeline;

    /// <summary>Reads the bodies of its requests.</summary>
    public RequestBodyReader Bodies => bodies;

    /// <summary>The most rows that a request may have, where its body is read as a whole.</summary>
    public int MostRows => mostRows;

    /// <summary>How what has been scored is distributed.</summary>
    public ScoringSketch Sketch { get; } = new(pipeline);

    /// <summary>Scores rows.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="outputs">Receives one value per output column, row by row.</param>
    /// <param name="margins">Receives one value per margin, row by row; empty where nobody asks.</param>
    /// <param name="outside">Is told which rows lie outside of where the training rows lay; null where nobody asks.</param>
    public void Score(ReadOnlySpan<double> cells, Span<double> outputs, Span<double> margins = default, OutsideRows? outside = null)
    {
        pipeline.Score(cells, outputs, margins);
        Sketch.Add(cells, outputs, outside?.Look(cells) ?? CountOutside(cells));
    }

    private int CountOutside(ReadOnlySpan<double> cells)
    {
        if (pipeline.Envelope is null) return 0;
        int width = pipeline.InputColumns.Count, count = 0;
        Span<bool> columns = width <= MostOnStack ? stackalloc bool[MostOnStack] : new bool[width];
        for (columns = columns[..width]; !cells.IsEmpty; cells = cells[width..])
        {
            if (pipeline.IsOutside(cells[..width], columns)) count++;
        }

        return count;
    }
}
