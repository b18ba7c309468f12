namespace Workflow.Scorer.Admission;

/// <summary>
/// Arrays for bodies. The collector keeps the room of large arrays that died, for later ones of the same kind; under a limit that room is missed
/// elsewhere. So it is asked to give it back before more has died than the budget of large bodies has to spare.
/// </summary>
internal sealed class BodyMemory(AdmissionOptions options)
{
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
}
