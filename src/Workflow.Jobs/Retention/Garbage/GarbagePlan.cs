namespace Workflow.Jobs.Retention.Garbage;

/// <summary>What stays and why, and what goes.</summary>
public sealed record GarbagePlan
{
    /// <summary>The versions that stay, each with its reasons.</summary>
    public required IReadOnlyList<KeptVersion> Kept { get; init; }

    /// <summary>The versions whose bytes go.</summary>
    public required IReadOnlyList<RemovedVersion> Versions { get; init; }

    /// <summary>Everything that goes, in the order in which it does.</summary>
    public required IReadOnlyList<GarbageItem> Items { get; init; }

    /// <summary>What is not looked at, and why.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>How much goes, by kind.</summary>
    public IReadOnlyList<GarbageSum> Sums => GarbageSum.Of(Items);

    /// <summary>The room that is made.</summary>
    public long Bytes => Items.Sum(item => item.Bytes);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Versions.Count == 0 && Items.Count == 0;
}
