namespace Workflow.Jobs.Registry;

/// <summary>A hold of a version, as it stands in its history.</summary>
/// <param name="Hold">The hold.</param>
public sealed record PastHold(VersionHold Hold)
{
    /// <summary>When it was released; null where it is not.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Who released it; null where nobody has.</summary>
    public string? ReleasedBy { get; init; }

    /// <summary>Why it was released; null where it is not.</summary>
    public string? ReleaseReason { get; init; }
}
