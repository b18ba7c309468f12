namespace Workflow.Jobs.Retention.Garbage;

/// <summary>Something that nobody needs.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Name">Its name: a digest, a reference, a path within the home.</param>
/// <param name="Bytes">The room that it takes.</param>
/// <param name="Reason">Why nobody needs it.</param>
public sealed record GarbageItem(GarbageKind Kind, string Name, long Bytes, string Reason);
