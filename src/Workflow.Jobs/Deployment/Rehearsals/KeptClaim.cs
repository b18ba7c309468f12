using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>A claim that is kept alive until it is disposed, and given back then. Whose claim is another's by now has slept, and is told to stop.</summary>
internal sealed class KeptClaim : IAsyncDisposable
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);
    private readonly RehearsalStore _store;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _renewing;

    /// <summary>Keeps a claim.</summary>
    public KeptClaim(RehearsalStore store, RehearsalClaim claim, TimeProvider time)
    {
        (_store, Claim) = (store, claim);
        _renewing = RenewAsync(time);
    }

    /// <summary>The claim.</summary>
    public RehearsalClaim Claim { get; }

    /// <summary>Told when it is another's.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        await _store.ReleaseAsync(Claim, CancellationToken.None).ConfigureAwait(false);
        _over.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(TimeProvider time)
    {
        while (true)
        {
            await Task.Delay(RenewEvery, time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_over.IsCancellationRequested) return;
            try
            {
                if (await _store.RenewAsync(Claim, _over.Token).ConfigureAwait(false)) continue;
                await _lost.CancelAsync().ConfigureAwait(false);
                return;
            }
            catch (Exception away) when (away is StorageException or OperationCanceledException)
            {
                // It is said the next time.
            }
        }
    }
}
