namespace Workflow.Jobs.Workers;

/// <summary>How a worker works.</summary>
public sealed record WorkerOptions
{
    /// <summary>Steps at a time. Two, because publishing the scorer needs nothing of what training makes.</summary>
    public int Slots { get; init; } = 2;

    /// <summary>How long a claim holds without a heartbeat.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between heartbeats.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between looks at whether a user has cancelled the run, and at work that another process has queued.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between looks at work that another process has queued, while other processes tell of it at once.</summary>
    public TimeSpan QuietPollInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long steps that run may take to end by themselves when the worker is told to stop; then they are given back. Zero: at once.</summary>
    public TimeSpan Drain { get; init; }

    /// <summary>Told when steps are to be given back at once, whatever is left of <see cref="Drain"/>.</summary>
    public CancellationToken GiveBack { get; init; }

    /// <summary>Shortest time between two reports of progress.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a step that was told to stop may take to do so.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The queues that are served; null or empty for all.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>Work on this run alone; null for any.</summary>
    public string? OnlyRun { get; init; }
}
