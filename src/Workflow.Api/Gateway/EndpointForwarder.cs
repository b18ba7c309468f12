using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workflow.Api.Gateway.Traffic;

namespace Workflow.Api.Gateway;

/// <summary>Hands requests to targets on and their answers back, while both come; what is lost on the way is sent once more where that harms nobody.</summary>
internal sealed partial class EndpointForwarder(
    IEndpointRoutes routes,
    TargetClients clients,
    TargetBreakers breakers,
    ArmStatistics statistics,
    CopiedRequests copies,
    GatewayOptions options,
    TimeProvider time,
    ILogger<EndpointForwarder> log)
{
    private const string NoTarget = "none";

    /// <summary>Answers a request to an endpoint.</summary>
    public async Task ForwardAsync(HttpContext context, EndpointAddress address, EndpointRoute route)
    {
        long started = time.GetTimestamp();
        using var call = new ForwardedCall(context, address, route, options, time);
        (TargetResult result, RouteTarget? target) = await SendAsync(call).ConfigureAwait(false);
        FailureKind? failure = result.Failure;
        if (result.Answer is { } answer)
        {
            using (answer) failure = await PassOnAsync(call, target!, answer).ConfigureAwait(false);
        }
        else
        {
            await RefuseAsync(call, result).ConfigureAwait(false);
        }

        TimeSpan took = time.GetElapsedTime(started);
        if (failure is { } kind) Tell(kind, address.Endpoint, target?.Name ?? NoTarget, result.Cause);
        GatewayTelemetry.Ended(address.Endpoint, target?.Name ?? NoTarget, context.Response.StatusCode, took);
        if (target is not null && failure is not FailureKind.ClientGone) statistics.Ended(call.Route, target, IsError(context.Response.StatusCode, failure), took);
    }

    private static bool IsError(int status, FailureKind? failure) => failure is not null || status >= StatusCodes.Status500InternalServerError;

    private async Task<FailureKind?> PassOnAsync(ForwardedCall call, RouteTarget target, HttpResponseMessage answer)
    {
        RouteTarget? other = answer.StatusCode == HttpStatusCode.OK ? call.Route.CopyFor(target) : null;
        AnswerCopy? copy = other is null || !call.IsScoring ? null : new AnswerCopy(options.RepeatableBytes);
        FailureKind? failure = await call.PassOnAsync(answer, copy).ConfigureAwait(false);
        if (failure is not null || other is null) return failure;
        if (copy is null) copies.LeaveOut(call.Route, target, other, CopyProblem.NoScores);
        else copies.Add(call.Route, target, other, call.CopyTo(target, other, copy));
        return null;
    }

    // Until a target answers, or there is none that may be asked.
    private async Task<(TargetResult Result, RouteTarget? Target)> SendAsync(ForwardedCall call)
    {
        RouteTarget? instead = null;
        while (true)
        {
            if ((instead ?? call.Route.Choose(call.StickyKey)) is not { } target) return (TargetResult.Failed(FailureKind.Stopped), null);
            TargetResult result = await breakers.Of(call.Route, target).GuardAsync(send => SendAsync(send.Call, send.Target), (Call: call, Target: target)).ConfigureAwait(false);
            if (result.IsMoved) continue;
            if (result.Answer is not null || call.Route.InsteadOf(target) is not { } first || !call.MayGoElsewhere(result)) return (result, target);

            // What is being tried out fails, and nobody is to notice but whoever tries it out.
            statistics.Ended(call.Route, target, isError: true, TimeSpan.Zero);
            instead = first;
        }
    }

    // Until this target answers, or another one takes its place.
    private async Task<TargetResult> SendAsync(ForwardedCall call, RouteTarget target)
    {
        while (true)
        {
            TargetResult result = await call.SendAsync(target, clients).ConfigureAwait(false);
            if (result.Answer is not null || call.Route.InsteadOf(target) is not null || !await MayTryAgainAsync(call, result).ConfigureAwait(false)) return result;
            if (routes.Current.Find(call.Address.Project, call.Address.Endpoint) is not { } fresh) return result;
            call.Route = fresh;
            if (fresh.Choose(call.StickyKey) != target) return result with { IsMoved = true };
        }
    }

    // What is tried again goes where the routes of now say.
    private async Task<bool> MayTryAgainAsync(ForwardedCall call, TargetResult result)
    {
        bool wasRepeated = call.IsRepeated;
        using var limit = new CancellationTokenSource(options.SwitchPatience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, call.Context.RequestAborted);
        try
        {
            if (!await call.MayTryAgainAsync(result).ConfigureAwait(false)) return false;
            if (call.IsRepeated != wasRepeated) GatewayTelemetry.Repeated(call.Address.Endpoint);
            await routes.RefreshAsync(stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            // The routes could not be read in time: those known so far may still be right. A client that is gone waits for nothing.
            return !call.Context.RequestAborted.IsCancellationRequested;
        }
    }

    private static Task RefuseAsync(ForwardedCall call, TargetResult result)
    {
        if (result.Failure is not FailureKind.ClientGone) return GatewayProblems.WriteAsync(call.Context, call.Address, result.Failure!.Value, result.RetryAfter);

        // A request that is no HTTP is answered as everywhere; where it just ends there is nobody to answer.
        if (call.ClientProblem is BadHttpRequestException wrong) return GatewayProblems.WriteAsync(call.Context, wrong.StatusCode, "request-invalid", wrong.Message);
        call.Context.Abort();
        return Task.CompletedTask;
    }

    private void Tell(FailureKind kind, string endpoint, string target, Exception? cause)
    {
        GatewayTelemetry.Failed(endpoint, kind);
        if (kind is not (FailureKind.ClientGone or FailureKind.CircuitOpen or FailureKind.Stopped)) LogFailed(log, endpoint, target, kind, Innermost(cause));
    }

    private static string Innermost(Exception? cause) => cause?.GetBaseException().Message ?? "no details";

    [LoggerMessage(1, LogLevel.Warning, "{Endpoint}: a request to {Target} failed: {Kind} ({Details})")]
    private static partial void LogFailed(ILogger logger, string endpoint, string target, FailureKind kind, string details);
}
