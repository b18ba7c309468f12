using Workflow.Scoring;

namespace Workflow.Scorer.Monitoring;

/// <summary>Counts everything that is scored, on all threads, in memory that does not grow. Threads seldom wait for each other.</summary>
internal sealed class ScoringSketch
{
    private const int MostParts = 8;

    private readonly ScoringPipeline _pipeline;
    private readonly RowsSketch[] _parts;

    public ScoringSketch(ScoringPipeline pipeline)
    {
        _pipeline = pipeline;
        _parts = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, MostParts)).Select(_ => new RowsSketch(pipeline))];
    }

    /// <summary>Counts rows.</summary>
    /// <param name="cells">Their cells, row by row.</param>
    /// <param name="outputs">Their outputs, row by row.</param>
    /// <param name="rowsOutside">How many of them lie outside of where the training rows lay.</param>
    public void Add(ReadOnlySpan<double> cells, ReadOnlySpan<double> outputs, int rowsOutside)
    {
        RowsSketch part = _parts[Environment.CurrentManagedThreadId % _parts.Length];
        lock (part) part.Add(cells, outputs, rowsOutside);
    }

    /// <summary>What has been counted until now.</summary>
    public RowsSketch Read()
    {
        var sum = new RowsSketch(_pipeline);
        foreach (RowsSketch part in _parts)
        {
            lock (part) sum.Add(part);
        }

        return sum;
    }
}
