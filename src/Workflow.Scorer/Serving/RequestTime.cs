using Microsoft.AspNetCore.Http.Timeouts;

namespace Workflow.Scorer.Serving;

/// <summary>The time in which a request must be answered. What is read and answered row by row may take longer.</summary>
internal sealed class RequestTime : IHttpRequestTimeoutFeature, IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource _either;

    private RequestTime(TimeSpan limit, CancellationToken aborted)
    {
        _limit = limit;
        _aborted = aborted;
        _either = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _either.CancelAfter(limit);
    }

    /// <inheritdoc/>
    public CancellationToken RequestTimeoutToken => _either.Token;

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _either.IsCancellationRequested && !_aborted.IsCancellationRequested;

    /// <summary>Limits the time of a request.</summary>
    public static RequestTime Limit(HttpContext context, TimeSpan limit)
    {
        var time = new RequestTime(limit, context.RequestAborted);
        context.RequestAborted = time._either.Token;
        context.Features.Set<IHttpRequestTimeoutFeature>(time);
        return time;
    }

    /// <summary>Begins anew, where it is not over.</summary>
    public void Restart() => _either.CancelAfter(_limit);

    /// <inheritdoc/>
    public void DisableTimeout() => _either.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => _either.Dispose();
}
