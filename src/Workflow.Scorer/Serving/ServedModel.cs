using Workflow.Scorer.Logs;
using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Predictions;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scoring;

namespace Workflow.Scorer.Serving;

/// <summary>The proven model that is served: every protocol scores through it, so that every row is counted once.</summary>
internal sealed class ServedModel(ScoringPipeline pipeline, RequestBodyReader bodies, ScorerOptions options, PredictionLog? log = null)
{
    private const int MostRowsAtOnce = 256;

    /// <summary>The pipeline.</summary>
    public ScoringPipeline Pipeline => pipeline;

    /// <summary>Reads the bodies of its requests.</summary>
    public RequestBodyReader Bodies => bodies;

    /// <summary>The most rows that a request may have, where its body is read as a whole.</summary>
    public int MostRows => options.MostRows;

    /// <summary>Name of its version in a registry; null where nobody gave one.</summary>
    public string? Version => options.Version;

    /// <summary>Whether callers must show a key.</summary>
    public bool AsksForKeys => options.ApiKeys.Count > 0;

    /// <summary>Whether callers are not told which columns it has and what they may hold.</summary>
    public bool HidesSchema => options.HidesSchema;

    /// <summary>Where scored rows are written; null for nowhere.</summary>
    public PredictionLog? Log => log;

    /// <summary>Where what goes wrong with requests is told; null for nowhere.</summary>
    public RequestLog? RequestLog { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How what has been scored is distributed.</summary>
    public ScoringSketch Sketch { get; } = new(pipeline);

    /// <summary>Refuses to name columns and features where callers must not know them.</summary>
    /// <exception cref="UnsupportedException">They must not.</exception>
    public void RequireOpenSchema()
    {
        if (HidesSchema) throw UnsupportedException.Hidden();
    }

    /// <summary>Refuses contributions under the names of their columns where there are none, or callers must not know the names.</summary>
    /// <exception cref="UnsupportedException">It is so.</exception>
    public void RequireNamedContributions()
    {
        RequireOpenSchema();
        UnsupportedException.RequireContributions(pipeline);
    }

    /// <summary>What a caller may know of what is wrong with a request.</summary>
    public RequestException ForCaller(RequestException wrong) => HidesSchema ? wrong.WithoutSchema() : wrong;

    /// <summary>Scores rows.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="outputs">Receives one value per output column, row by row.</param>
    /// <param name="margins">Receives one value per margin, row by row; empty where nobody asks.</param>
    /// <param name="outside">Is told which rows lie outside of where the training rows lay; null where nobody asks.</param>
    public void Score(ReadOnlySpan<double> cells, Span<double> outputs, Span<double> margins = default, OutsideRows? outside = null)
    {
        pipeline.Score(cells, outputs, margins);
        Note(cells, outputs, outside?.Look(cells) ?? CountOutside(cells));
    }

    /// <summary>Counts rows that were scored, and has them written where that is asked for.</summary>
    /// <param name="cells">Their cells, row by row.</param>
    /// <param name="outputs">Their outputs, row by row.</param>
    /// <param name="rowsOutside">How many of them lie outside of where the training rows lay.</param>
    public void Note(ReadOnlySpan<double> cells, ReadOnlySpan<double> outputs, int rowsOutside)
    {
        Sketch.Add(cells, outputs, rowsOutside);
        if (CurrentRequest.Value is not { } request) return;
        long firstRow = request.Count(cells.Length / pipeline.InputColumns.Count);
        log?.Add(request, firstRow, cells, outputs);
    }

    private int CountOutside(ReadOnlySpan<double> cells)
    {
        if (pipeline.Envelope is null) return 0;
        int width = pipeline.InputColumns.Count, count = 0;
        Span<bool> outside = stackalloc bool[MostRowsAtOnce];
        while (!cells.IsEmpty)
        {
            int rows = Math.Min(cells.Length / width, MostRowsAtOnce);
            count += pipeline.FindOutside(cells[..(rows * width)], outside[..rows]);
            cells = cells[(rows * width)..];
        }

        return count;
    }
}
