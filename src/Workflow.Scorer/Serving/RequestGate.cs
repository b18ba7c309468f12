using System.Threading.RateLimiting;

namespace Workflow.Scorer.Serving;

/// <summary>Lets so many requests in at a time; so many others wait in the order in which they came, and the rest is told to come again.</summary>
internal sealed class RequestGate(int mostConcurrent, int mostQueued) : IAsyncDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = mostConcurrent,
        QueueLimit = mostQueued,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for a place.</summary>
    /// <returns>What gives it back when it is disposed.</returns>
    /// <exception cref="TooManyRequestsException">Too many are waiting already.</exception>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        RateLimitLease lease = await _limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        throw new TooManyRequestsException($"{mostConcurrent} {(mostConcurrent == 1 ? "request is" : "requests are")} being answered and {mostQueued} {(mostQueued == 1 ? "waits" : "wait")}; nothing was scored, try again");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}
