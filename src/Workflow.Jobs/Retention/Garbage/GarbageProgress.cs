namespace Workflow.Jobs.Retention.Garbage;

/// <summary>How far the work has come with a kind of things.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Done">How many were looked at.</param>
/// <param name="All">How many there are.</param>
/// <param name="Bytes">The room that was made with them.</param>
public sealed record GarbageProgress(GarbageKind Kind, int Done, int All, long Bytes);
