namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>What nobody needs of a kind.</summary>
/// <param name="Items">Each thing, in the order in which they go.</param>
/// <param name="Remark">What was not looked at, and why; null where all was.</param>
public sealed record BinContents(IReadOnlyList<GarbageItem> Items, string? Remark = null);
