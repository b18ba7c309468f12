namespace Workflow.Scorer.Admission;

/// <summary>
/// Arrays for bodies. Those of middling bodies are used again: the collector takes arrays of their size for large ones, and much work to clear up
/// after them. It keeps the room of large arrays that died, for later ones of the same kind; under a limit that room is missed elsewhere. So it is
/// asked to give it back before more has died than the budget of large bodies has to spare.
/// </summary>
internal sealed class BodyMemory(AdmissionOptions options)
{
    // From this size on the collector treats arrays as large ones.
    private const int FewestKeptBytes = 85_000;

    // Bodies of about the same length use each other's: an array is at most a sixteenth longer than what was admitted.
    private const int ShareToSpare = 32;

    private readonly byte[]?[] _kept = new byte[]?[2];
    private long _allocated;

    /// <summary>Allocates an array, whose bytes may be anything.</summary>
    public byte[] Allocate(long length)
    {
        if (length > options.SmallBodyBytes && Interlocked.Add(ref _allocated, length) > options.LargeBudgetBytes / 2)
        {
            Interlocked.Exchange(ref _allocated, length);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        return GC.AllocateUninitializedArray<byte>((int)length);
    }

    /// <summary>Gives an array, whose bytes may be anything, until it is given back.</summary>
    /// <param name="length">How long it must be; it may be longer.</param>
    public byte[] Rent(long length)
    {
        if (!IsKept(length)) return Allocate(length);
        for (int i = 0; i < _kept.Length; i++)
        {
            // One of another length is forgotten: what comes is longer or shorter now.
            if (Interlocked.Exchange(ref _kept[i], null) is { } kept && kept.Length >= length && kept.Length <= length + (2 * length / ShareToSpare)) return kept;
        }

        return Allocate(Math.Min(length + (length / ShareToSpare), options.SmallBodyBytes));
    }

    /// <summary>Takes back an array that nobody uses any more.</summary>
    public void Return(byte[] bytes)
    {
        for (int i = 0; i < _kept.Length && IsKept(bytes.Length); i++)
        {
            if (Interlocked.CompareExchange(ref _kept[i], bytes, null) is null) return;
        }
    }

    private bool IsKept(long length) => length >= FewestKeptBytes && length <= options.SmallBodyBytes;
}
