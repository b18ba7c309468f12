namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Ends a call on which nothing moves any more.</summary>
internal sealed class SilenceLimit : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _silent;
    private readonly CancellationTokenSource _either;

    /// <summary>Begins to wait.</summary>
    public SilenceLimit(RegistryOptions registry, CancellationToken cancellationToken)
    {
        _patience = registry.Patience;
        _silent = new CancellationTokenSource(_patience, registry.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silent.Token, cancellationToken);
    }

    /// <summary>Cancelled by the user's token or by silence.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Waits anew: something has moved.</summary>
    public void Restart() => _silent.CancelAfter(_patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _silent.Dispose();
    }
}
