namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>A rollback that was rehearsed: what an endpoint would go back to was started from its image beside it, proved itself, and was taken away.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="BeganAt">When it began: what was deployed since is not what it was about.</param>
/// <param name="At">When it ended.</param>
public sealed record Rehearsal(string Endpoint, DateTimeOffset BeganAt, DateTimeOffset At)
{
    /// <summary>Name of the version that it would go back to; null where there is none.</summary>
    public string? Version { get; init; }

    /// <summary>Digest of the manifest of its image.</summary>
    public string? ManifestDigest { get; init; }

    /// <summary>From the decision until its answers were proven, started from the image; null where it failed.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>Why going back would fail; null where it would not.</summary>
    public string? Problem { get; init; }

    /// <summary>What could not be taken away again, and why; null where nothing is left. That is tried again, and no part of the record.</summary>
    public string? Left { get; init; }

    /// <summary>When it last went well; null for never.</summary>
    public DateTimeOffset? LastGoodAt { get; init; }
}
