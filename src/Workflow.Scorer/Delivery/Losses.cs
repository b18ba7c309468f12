using Workflow.Scorer.Logs;

namespace Workflow.Scorer.Delivery;

/// <summary>Counts what could not be handed on; the log says why, once in a minute.</summary>
/// <param name="what">What is lost, in the plural.</param>
/// <param name="time">The clock.</param>
internal sealed class Losses(string what, TimeProvider time)
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private long _count;
    private long? _warned;

    /// <summary>How many are lost.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Counts some.</summary>
    public void Add(int count, string reason)
    {
        lock (_turn)
        {
            long lost = Interlocked.Add(ref _count, count);
            if (_warned is { } before && time.GetElapsedTime(before) < BetweenWarnings) return;
            _warned = time.GetTimestamp();
            ScorerLog.Warn($"{what} are lost, {lost} so far: {reason}");
        }
    }
}
