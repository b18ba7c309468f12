namespace Workflow.Scorer.Admission;

/// <summary>How much of the memory requests may take.</summary>
internal sealed record AdmissionOptions
{
    /// <summary>What a connection keeps of a body that nobody has read yet.</summary>
    public const int ConnectionBytes = 64 << 10;

    // Measured: a body of rows takes its own bytes; the worst that were found, one long escaped text and nothing but names, 1.9 times theirs. Its array may
    // be a sixteenth longer than it.
    private const int MemoryPerBodyByte = 2;
    private const int ShareOfSmall = 4;
    private const int ShareOfConnections = 8;

    // The collector takes memory in regions of 4 and 32 MiB and needs some to spare.
    private const int ShareOfCollector = 8;

    // The server, its threads, its first requests, and the two arrays that are kept for later bodies.
    private const long ServerBytes = 16 << 20;
    private const int FewestConnections = 64;
    private const long MostSmallBodyBytes = 1 << 20;

    /// <summary>Bytes of bodies that may be in the process at once.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>Connections that may be open at once: each has buffers of its own, whether its request is admitted or not.</summary>
    public long MostConnections { get; init; } = FewestConnections;

    /// <summary>How long a request waits for others to end before it is turned away.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The part of the budget that large bodies never take.</summary>
    public long SmallBudgetBytes => BudgetBytes / ShareOfSmall;

    /// <summary>The part of the budget for large bodies.</summary>
    public long LargeBudgetBytes => BudgetBytes - SmallBudgetBytes;

    /// <summary>Largest body that counts as small.</summary>
    public long SmallBodyBytes => Math.Min(MostSmallBodyBytes, SmallBudgetBytes / ShareOfSmall);

    /// <summary>Largest body that can be admitted at all. One byte less than an array can have: the end is found by asking for one more.</summary>
    public long LargestBodyBytes => Math.Min(LargeBudgetBytes, Array.MaxLength - 1);

    /// <summary>What this process may take, in its container, beyond what it holds already: the model above all.</summary>
    public static AdmissionOptions OfProcess()
    {
        long held = GC.GetTotalMemory(forceFullCollection: true);
        return OfMemory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, held);
    }

    /// <summary>What a process may take.</summary>
    /// <param name="availableBytes">Memory that its heap may have.</param>
    /// <param name="heldBytes">What the heap holds before the first request.</param>
    public static AdmissionOptions OfMemory(long availableBytes, long heldBytes)
    {
        long connections = availableBytes / ShareOfConnections;
        return new AdmissionOptions
        {
            BudgetBytes = Math.Max(1, (availableBytes - connections - (availableBytes / ShareOfCollector) - ServerBytes - heldBytes) / MemoryPerBodyByte),
            MostConnections = Math.Max(FewestConnections, connections / ConnectionBytes),
        };
    }
}
