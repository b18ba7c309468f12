using Workflow.Scoring.Records;

namespace Workflow.Scorer.Rows;

/// <summary>Cells of rows that were checked, so that they need not be read again.</summary>
/// <param name="width">Cells per row.</param>
/// <param name="bodyBytes">Length of the body that the rows come from.</param>
internal sealed class KeptCells(int width, int bodyBytes) : IRowReader, IDisposable
{
    private readonly KeptBlocks _blocks = new(bodyBytes);
    private int _next;

    /// <summary>Whether all rows that were added are here.</summary>
    public bool AreAll => _blocks.AreAll;

    /// <summary>Keeps a block of rows. Where there is no room for it, none are kept.</summary>
    public void Add(ReadOnlySpan<double> cells) => _blocks.Add(cells);

    /// <summary>Hands on the blocks as they were added.</summary>
    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RecordError> errors)
    {
        if (_next == _blocks.Count) return 0;
        ReadOnlySpan<double> kept = _blocks[_next++].Span;
        kept.CopyTo(cells);
        return kept.Length / width;
    }

    /// <summary>Forgets them.</summary>
    public void Dispose() => _blocks.Dispose();
}
