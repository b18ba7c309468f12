using Workflow.Scorer.Logs;
using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Predictions;
using Workflow.Scorer.Traces;

namespace Workflow.Scorer.Serving;

/// <summary>Tells others of requests: the log, an OpenTelemetry collector, the prediction log. Where none of them is asked for it does nothing.</summary>
internal sealed class RequestObserver : IAsyncDisposable
{
    private readonly LoggedRequests _logged;
    private readonly TimeProvider _time;

    /// <summary>Begins to observe.</summary>
    /// <param name="logged">Which requests the log tells.</param>
    /// <param name="predictions">The prediction log; null for none.</param>
    /// <param name="traces">Sends traces; null for none.</param>
    /// <param name="time">The clock.</param>
    public RequestObserver(LoggedRequests logged, PredictionLog? predictions, TraceExport? traces, TimeProvider time)
    {
        _logged = logged;
        Log = new RequestLog(time);
        Predictions = predictions;
        Traces = traces;
        _time = time;
    }

    /// <summary>Where requests, and what goes wrong with them, are told.</summary>
    public RequestLog Log { get; }

    /// <summary>The prediction log; null for none.</summary>
    public PredictionLog? Predictions { get; }

    /// <summary>Sends traces; null for none.</summary>
    public TraceExport? Traces { get; }

    /// <summary>Lines of the log that are lost.</summary>
    public long LinesDropped => Log.Dropped;

    private bool IsFollowed => _logged == LoggedRequests.All || Predictions is not null || Traces is not null;

    /// <summary>Begins a request.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="began">When it began, as the clock's timestamp.</param>
    /// <returns>The request; null where nobody will ask for it.</returns>
    public CurrentRequest? Begin(string id, long began) => IsFollowed ? CurrentRequest.Begin(id, began, Predictions is null ? Guid.Empty : Guid.CreateVersion7(_time.GetUtcNow())) : null;

    /// <summary>Whether anybody is told of a request that ends so.</summary>
    public bool Wants(int status) => Traces is not null || IsLogged(status);

    /// <summary>Tells of a request that has ended.</summary>
    public void End(EndedRequest request)
    {
        EndedRequest told = request with { Began = _time.GetUtcNow() - request.Duration, Trace = Traces is null ? null : TraceContext.Of(request.TraceHeader) };
        if (IsLogged(told.Status)) Log.Add(told);
        Traces?.Add(told);
    }

    /// <summary>Ends them side by side: each may take a few seconds.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(((IAsyncDisposable?[])[Predictions, Traces, Log]).Select(observer => observer?.DisposeAsync().AsTask() ?? Task.CompletedTask)).ConfigureAwait(false);

    private bool IsLogged(int status) => _logged == LoggedRequests.All || (_logged == LoggedRequests.Failed && HasFailed(status));

    // What is not there for anybody (501) is no failure.
    private static bool HasFailed(int status) => status == RequestMetrics.Broken || (status >= StatusCodes.Status500InternalServerError && status != StatusCodes.Status501NotImplemented);
}
