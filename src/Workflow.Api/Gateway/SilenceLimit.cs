namespace Workflow.Api.Gateway;

/// <summary>
/// Ends waiting for a target that is silent for too long. The time runs only while it is the target's turn: not while the client's next bytes are
/// awaited, and anew with each that has come.
/// </summary>
internal sealed class SilenceLimit : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _silent;
    private readonly CancellationTokenSource _either;

    /// <summary>Makes a limit that does not run yet.</summary>
    public SilenceLimit(TimeSpan timeout, TimeProvider time, CancellationToken aborted)
    {
        _timeout = timeout;
        _silent = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silent.Token, aborted);
    }

    /// <summary>Whether the time is up.</summary>
    public bool IsReached => _silent.IsCancellationRequested;

    /// <summary>Told when the time is up or the client is gone.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>It is the target's turn.</summary>
    public void Restart() => Restart(_timeout);

    /// <summary>It is the target's turn, for so long.</summary>
    public void Restart(TimeSpan timeout) => _silent.CancelAfter(timeout);

    /// <summary>It is the client's turn.</summary>
    public void Pause() => _silent.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _silent.Dispose();
    }
}
