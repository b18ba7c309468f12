namespace Workflow.Scorer.Admission;

/// <summary>A request that cannot be answered now, and can be later.</summary>
internal sealed class BusyException(string message) : Exception(message)
{
    /// <summary>What callers are told where the memory did not suffice after all.</summary>
    public const string OutOfMemory = "the memory does not suffice now; nothing was scored, try again or send fewer rows at a time";
}
