using System.Collections.Concurrent;

namespace Workflow.Scorer.Monitoring;

/// <summary>Counts requests by path and status, and how long they took.</summary>
internal sealed class RequestMetrics
{
    /// <summary>The status of an answer that was broken off after it had begun.</summary>
    public const int Broken = 0;

    private readonly ConcurrentDictionary<(string Path, int Status), StrongCount> _requests = new();
    private readonly ConcurrentDictionary<string, DurationHistogram> _durations = new(StringComparer.Ordinal);
    private long _inFlight;

    /// <summary>Requests that are being answered.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Requests by path and status.</summary>
    public IEnumerable<(string Path, int Status, long Count)> Requests =>
        _requests.Select(pair => (pair.Key.Path, pair.Key.Status, Interlocked.Read(ref pair.Value.Count))).OrderBy(entry => entry.Path, StringComparer.Ordinal).ThenBy(entry => entry.Status);

    /// <summary>Durations by path.</summary>
    public IEnumerable<(string Path, DurationHistogram Durations)> Durations =>
        _durations.Select(pair => (pair.Key, pair.Value)).OrderBy(entry => entry.Key, StringComparer.Ordinal);

    /// <summary>A request begins.</summary>
    public void Begin() => Interlocked.Increment(ref _inFlight);

    /// <summary>A request has ended.</summary>
    /// <param name="path">Its path; of few kinds.</param>
    /// <param name="status">The status of its answer.</param>
    /// <param name="duration">How long it took.</param>
    public void End(string path, int status, TimeSpan duration)
    {
        Interlocked.Decrement(ref _inFlight);
        Interlocked.Increment(ref _requests.GetOrAdd((path, status), static _ => new StrongCount()).Count);
        _durations.GetOrAdd(path, static _ => new DurationHistogram()).Add(duration);
    }

    private sealed class StrongCount
    {
        public long Count;
    }
}
