namespace Workflow.Jobs.Runs;

/// <summary>
/// Wakes whoever waits for something to happen to runs in this process: workers for queued steps, followers for progress. A pulse says
/// only that something changed; the database says what.
/// </summary>
public sealed class RunSignal
{
    private volatile TaskCompletionSource _next = Create();
    private volatile bool _hearsOthers;

    /// <summary>
    /// Completes at the next pulse. Take it before looking at the database, so that a change between the look and the wait is not missed.
    /// </summary>
    public Task Next => _next.Task;

    /// <summary>Whether changes by other processes pulse it too, at this moment: whoever waits for one need not look so often.</summary>
    public bool HearsOthers
    {
        get => _hearsOthers;
        internal set => _hearsOthers = value;
    }

    /// <summary>Wakes everybody who waits.</summary>
    public void Pulse() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
