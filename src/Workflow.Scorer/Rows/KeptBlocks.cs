using System.Buffers;

namespace Workflow.Scorer.Rows;

/// <summary>
/// Blocks of numbers that were made of a request's rows, so that they need not be made again. They are kept only while they take less room than the
/// body that the rows come from, and no more than a mebibyte.
/// </summary>
/// <param name="bodyBytes">Length of the body.</param>
internal sealed class KeptBlocks(int bodyBytes) : IDisposable
{
    private const int Fewest = 1024;
    private const int Most = (1 << 20) / sizeof(double);

    private readonly int _most = (int)Math.Clamp(bodyBytes * 3L / 4 / sizeof(double), Fewest, Most);
    private readonly List<(double[] Numbers, int Count)> _blocks = [];
    private int _count;

    /// <summary>Whether all blocks that were added are here.</summary>
    public bool AreAll { get; private set; } = true;

    /// <summary>How many there are.</summary>
    public int Count => _blocks.Count;

    /// <summary>One of them.</summary>
    public ReadOnlyMemory<double> this[int index] => _blocks[index].Numbers.AsMemory(0, _blocks[index].Count);

    /// <summary>Keeps a block. Where there is no room for it, none are kept.</summary>
    public void Add(ReadOnlySpan<double> numbers)
    {
        if (!AreAll) return;
        _count += numbers.Length;
        if (_count > _most)
        {
            Dispose();
            return;
        }

        double[] kept = ArrayPool<double>.Shared.Rent(numbers.Length);
        numbers.CopyTo(kept);
        _blocks.Add((kept, numbers.Length));
    }

    /// <summary>Forgets them.</summary>
    public void Dispose()
    {
        AreAll = false;
        foreach ((double[] numbers, _) in _blocks) ArrayPool<double>.Shared.Return(numbers);
        _blocks.Clear();
    }
}
