using Workflow.Scorer.Logs;

namespace Workflow.Scorer.Delivery;

/// <summary>
/// Counts what could not be handed on; the log says why, once in a minute. Who counts may be a request, and does not wait for the log: nobody may read it.
/// </summary>
/// <param name="what">What is lost, in the plural.</param>
/// <param name="time">The clock.</param>
internal sealed class Losses(string what, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private long _count;
    private long? _warned;
    private Task _telling = Task.CompletedTask;

    /// <summary>How many are lost.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Counts some.</summary>
    public void Add(int count, string reason)
    {
        lock (_turn)
        {
            long lost = Interlocked.Add(ref _count, count);
            if (!_telling.IsCompleted || (_warned is { } before && time.GetElapsedTime(before) < BetweenWarnings)) return;
            _warned = time.GetTimestamp();
            _telling = Task.Run(() => ScorerLog.Warn($"{what} are lost, {lost} so far: {reason}"));
        }
    }

    /// <summary>Waits for the log, though not for long.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAny(_telling, Task.Delay(Patience, time)).ConfigureAwait(false);
}
