namespace Workflow.Jobs.Retention.Garbage;

/// <summary>What was removed.</summary>
public sealed record GarbageResult
{
    /// <summary>The versions that have lost their bytes.</summary>
    public required IReadOnlyList<RemovedVersion> Versions { get; init; }

    /// <summary>Everything that was removed.</summary>
    public required IReadOnlyList<GarbageItem> Removed { get; init; }

    /// <summary>What was to be removed and is there still, because somebody has begun to use it meanwhile.</summary>
    public required IReadOnlyList<GarbageItem> Left { get; init; }

    /// <summary>What was not looked at, and why.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>How much was removed, by kind.</summary>
    public IReadOnlyList<GarbageSum> Sums => GarbageSum.Of(Removed);

    /// <summary>The room that was made.</summary>
    public long Bytes => Removed.Sum(item => item.Bytes);
}
