namespace Workflow.Jobs.Artifacts.S3;

/// <summary>Ends a call that the user's token does not end in time.</summary>
internal sealed class S3Deadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;

    /// <summary>Begins to wait.</summary>
    public S3Deadline(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        _limit = limit;
        _late = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, cancellationToken);
    }

    /// <summary>Cancelled by the user's token or by the deadline.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Waits anew: something has come.</summary>
    public void Restart() => _late.CancelAfter(_limit);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
