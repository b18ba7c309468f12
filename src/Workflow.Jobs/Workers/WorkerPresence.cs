using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Workers;

/// <summary>A worker's entry in the registry, for as long as it works.</summary>
public sealed class WorkerPresence
{
    private readonly WorkerRegistry _registry;
    private readonly TimeProvider _time;
    private DateTimeOffset _seen;
    private volatile WorkerState _state = WorkerState.Working;

    internal WorkerPresence(WorkerRegistry registry, string id, WorkerIdentity identity, WorkerOptions options, TimeProvider time)
    {
        _registry = registry;
        _time = time;
        Id = id;
        Identity = identity;
        Queues = options.Queues ?? [];
        Slots = options.Slots;
        StartedAt = _seen = time.GetUtcNow();
    }

    /// <summary>UUID of the entry.</summary>
    public string Id { get; }

    /// <summary>Process and code.</summary>
    public WorkerIdentity Identity { get; }

    /// <summary>The queues that it serves; empty for all.</summary>
    public IReadOnlyList<string> Queues { get; }

    /// <summary>Steps at a time.</summary>
    public int Slots { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>What the worker does now.</summary>
    public WorkerState State => _state;

    /// <summary>When it is to say again that it lives.</summary>
    internal DateTimeOffset NextBeat => _seen + Interval;

    private static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Says, where it is time to, that the worker lives.</summary>
    /// <exception cref="WorkerException">It was silent for so long that it counted as gone, and workers of other code have begun meanwhile.</exception>
    internal Task BeatAsync(int running, CancellationToken cancellationToken) =>
        _time.GetUtcNow() < NextBeat ? Task.CompletedTask : SayAsync(running, cancellationToken);

    /// <summary>Says that the worker takes no more steps.</summary>
    internal Task DrainAsync(int running, CancellationToken cancellationToken)
    {
        _state = WorkerState.Draining;
        return SayAsync(running, cancellationToken);
    }

    /// <summary>Says that the worker has ended. Where the database is away it says nothing, and counts as gone a minute later.</summary>
    public async Task EndAsync()
    {
        if (_state == WorkerState.Gone) return;
        _state = WorkerState.Gone;
        try
        {
            await _registry.UpdateAsync(Id, WorkerState.Gone, 0, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // Nobody waits for it.
        }
    }

    private async Task SayAsync(int running, CancellationToken cancellationToken)
    {
        if (!await _registry.UpdateAsync(Id, _state, running, cancellationToken).ConfigureAwait(false))
        {
            await _registry.InsertAsync(this, cancellationToken).ConfigureAwait(false);
        }

        _seen = _time.GetUtcNow();
    }
}
