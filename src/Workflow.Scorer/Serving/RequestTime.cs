using Microsoft.AspNetCore.Http.Timeouts;

namespace Workflow.Scorer.Serving;

/// <summary>The time in which a request must be answered. What is read and answered row by row may take longer.</summary>
internal sealed class RequestTime : IHttpRequestTimeoutFeature, IDisposable
{
    private readonly CancellationTokenSource _limit = new();
    private readonly CancellationTokenSource _either;

    private RequestTime(HttpContext context, TimeSpan limit)
    {
        _either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _limit.Token);
        _limit.CancelAfter(limit);
    }

    /// <inheritdoc/>
    public CancellationToken RequestTimeoutToken => _limit.Token;

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => _limit.IsCancellationRequested;

    /// <summary>Limits the time of a request.</summary>
    public static RequestTime Limit(HttpContext context, TimeSpan limit)
    {
        var time = new RequestTime(context, limit);
        context.RequestAborted = time._either.Token;
        context.Features.Set<IHttpRequestTimeoutFeature>(time);
        return time;
    }

    /// <inheritdoc/>
    public void DisableTimeout() => _limit.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
