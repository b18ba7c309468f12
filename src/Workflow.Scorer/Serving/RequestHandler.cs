using Workflow.Scorer.Grpc;
using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Traces;

namespace Workflow.Scorer.Serving;

/// <summary>Everything that comes by HTTP: names the request, asks for a key and a place, limits its time, counts it, and answers what goes wrong.</summary>
internal sealed class RequestHandler(ScorerRouter router, ScorerOptions options, RequestGate gate, RequestMetrics metrics, RequestObserver observer, TimeProvider time)
{
    private readonly ApiKeys _keys = new(options.ApiKeys);
    private readonly FailureAnswer _failures = new(options, observer.Log);

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        RequestIds.Exchange(context);

        // Whoever keeps a connection open for the next request opens one to somebody else then.
        if (router.IsLeaving && !HttpProtocol.IsHttp2(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        long began = time.GetTimestamp();
        string path = context.Request.Path.Value ?? "/";
        ScorerRoute? route = router.Find(path);
        CurrentRequest? request = observer.Begin(context.TraceIdentifier, began);
        metrics.Begin();
        bool isBroken = true;
        try
        {
            await AnswerAsync(context, route).ConfigureAwait(false);
            isBroken = false;
        }
        finally
        {
            // What nobody knows must not grow the list of what is counted.
            string known = route is null ? "other" : path;
            int status = isBroken ? RequestMetrics.Broken : GrpcOutcome.StatusOf(context);
            TimeSpan duration = time.GetElapsedTime(began);
            metrics.End(known, status, duration);
            if (observer.Wants(status)) observer.End(new EndedRequest(context.TraceIdentifier, context.Request.Headers[TraceContext.Header], context.Request.Method, path, known, status, duration, request?.Rows ?? 0));
        }
    }

    private async Task AnswerAsync(HttpContext context, ScorerRoute? route)
    {
        bool isGrpc = GrpcStatus.IsAskedBy(context.Request);
        if (route is not { IsOpen: true } && !_keys.Allow(context.Request))
        {
            const string reason = "a key is missing, or it is wrong: send it as x-api-key, or as Authorization: Bearer KEY";
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await (isGrpc
                ? GrpcStatus.EndAsync(context, GrpcCode.Unauthenticated, StatusCodes.Status401Unauthorized, reason)
                : ProblemResponse.WriteAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized", reason)).ConfigureAwait(false);
            return;
        }

        if (route is null)
        {
            string path = context.Request.Path.Value ?? "/", reason = router.WhyMissing(path);
            await (isGrpc
                ? GrpcStatus.EndAsync(context, GrpcCode.Unimplemented, StatusCodes.Status404NotFound, $"there is no such method; {reason}")
                : ProblemResponse.WriteAsync(context, StatusCodes.Status404NotFound, "Not found", reason)).ConfigureAwait(false);
            return;
        }

        await AnswerInTimeAsync(context, route).ConfigureAwait(false);
    }

    private async Task AnswerInTimeAsync(HttpContext context, ScorerRoute route)
    {
        using RequestTime? limit = options.MostTime > TimeSpan.Zero ? RequestTime.Limit(context, options.MostTime) : null;
        try
        {
            using IDisposable? place = route.IsOpen || route.TakesTurns ? null : await gate.EnterAsync(context.RequestAborted).ConfigureAwait(false);
            await AnswerRouteAsync(context, route).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (!await _failures.TryWriteAsync(context, failure, limit?.IsOver == true).ConfigureAwait(false)) throw;
        }
    }

    private static Task AnswerRouteAsync(HttpContext context, ScorerRoute route)
    {
        if (HttpMethods.Equals(route.Method, context.Request.Method))
        {
            if (context.Request.Headers.ContentEncoding is [] or ["identity"]) return route.Handle(context);
            return ProblemResponse.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", "bodies that are compressed are not read; send them without Content-Encoding");
        }

        context.Response.Headers.Allow = route.Method;
        return ProblemResponse.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "Method not allowed", $"use {route.Method}");
    }
}
