namespace Workflow.Jobs.Workers;

/// <summary>A worker, as it is stored.</summary>
public sealed record WorkerRecord
{
    /// <summary>UUID, version 7.</summary>
    public required string Id { get; init; }

    /// <summary>Process and code.</summary>
    public required WorkerIdentity Identity { get; init; }

    /// <summary>The queues that it serves; empty for all.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>Steps that it works on at a time.</summary>
    public required int Slots { get; init; }

    /// <summary>Steps that it worked on when it was last seen.</summary>
    public required int Running { get; init; }

    /// <summary>What it does.</summary>
    public required WorkerState State { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it last said that it lives.</summary>
    public required DateTimeOffset SeenAt { get; init; }
}
