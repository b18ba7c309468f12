namespace Workflow.Jobs.Retention.Garbage;

/// <summary>How much there is of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Count">How many.</param>
/// <param name="Bytes">The room that they take.</param>
public sealed record GarbageSum(GarbageKind Kind, int Count, long Bytes)
{
    /// <summary>The sums of some things, in the order of the kinds.</summary>
    public static IReadOnlyList<GarbageSum> Of(IEnumerable<GarbageItem> items) =>
        [.. items.GroupBy(item => item.Kind).OrderBy(kind => kind.Key).Select(kind => new GarbageSum(kind.Key, kind.Count(), kind.Sum(item => item.Bytes)))];
}
