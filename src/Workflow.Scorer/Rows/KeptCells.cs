using System.Buffers;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Rows;

/// <summary>
/// Cells of rows that were checked, so that they need not be read again. They are kept only while they take less room than the texts that they were
/// read from, and no more than a mebibyte.
/// </summary>
/// <param name="width">Cells per row.</param>
/// <param name="bodyBytes">Length of the body that the rows come from.</param>
internal sealed class KeptCells(int width, int bodyBytes) : IRowReader, IDisposable
{
    private const int Fewest = 1024;
    private const int Most = (1 << 20) / sizeof(double);

    private readonly int _most = (int)Math.Clamp(bodyBytes * 3L / 4 / sizeof(double), Fewest, Most);
    private readonly List<(double[] Cells, int Count)> _blocks = [];
    private int _count;
    private int _next;

    /// <summary>Whether all rows that were added are here.</summary>
    public bool AreAll { get; private set; } = true;

    /// <summary>Keeps a block of rows. Where there is no room for it, none are kept.</summary>
    public void Add(ReadOnlySpan<double> cells)
    {
        if (!AreAll) return;
        _count += cells.Length;
        if (_count > _most)
        {
            Dispose();
            return;
        }

        double[] kept = ArrayPool<double>.Shared.Rent(cells.Length);
        cells.CopyTo(kept);
        _blocks.Add((kept, cells.Length));
    }

    /// <summary>Hands on the blocks as they were added.</summary>
    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RequestError> errors)
    {
        if (_next == _blocks.Count) return 0;
        (double[] kept, int count) = _blocks[_next++];
        kept.AsSpan(0, count).CopyTo(cells);
        return count / width;
    }

    /// <summary>Forgets them.</summary>
    public void Dispose()
    {
        AreAll = false;
        foreach ((double[] cells, _) in _blocks) ArrayPool<double>.Shared.Return(cells);
        _blocks.Clear();
    }
}
