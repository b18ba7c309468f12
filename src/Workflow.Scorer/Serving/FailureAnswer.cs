using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Grpc;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;

namespace Workflow.Scorer.Serving;

/// <summary>Turns whatever goes wrong with a request into an answer. None shows the inside of the program.</summary>
internal sealed class FailureAnswer(ScorerOptions options, RequestLog log)
{
    /// <summary>Answers what went wrong.</summary>
    /// <returns>Whether nothing more can be done; where not, the connection must be broken off.</returns>
    public async Task<bool> TryWriteAsync(HttpContext context, Exception failure, bool isTimeOver)
    {
        if (GrpcStatus.IsAskedBy(context.Request)) return await GrpcFailure.Of(failure, options, isTimeOver).TryEndAsync(context, failure, log).ConfigureAwait(false);

        // What has begun and does not come to its end must not look whole, whoever's fault it is.
        if (context.Response.HasStarted) return false;
        switch (failure)
        {
            case RequestException wrong:
                await ProblemResponse.BadRequestAsync(context, options.HidesSchema ? wrong.WithoutSchema() : wrong).ConfigureAwait(false);
                return true;
            case UnsupportedException unsupported:
                await ProblemResponse.UnsupportedAsync(context, unsupported).ConfigureAwait(false);
                return true;
            case TooLargeException large:
                await ProblemResponse.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Request too large", large.Message).ConfigureAwait(false);
                return true;
            case TooManyRequestsException many:
                await ProblemResponse.TooManyAsync(context, many.Message).ConfigureAwait(false);
                return true;
            case BusyException busy:
                await ProblemResponse.BusyAsync(context, busy.Message).ConfigureAwait(false);
                return true;
            case OutOfMemoryException:
                log.Fail("out of memory", context);
                await ProblemResponse.BusyAsync(context, BusyException.OutOfMemory).ConfigureAwait(false);
                return true;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await ProblemResponse.TooLargeAsync(context, options.MaximumRequestBytes).ConfigureAwait(false);
                return true;
            case BadHttpRequestException wrong:
                await ProblemResponse.NotHttpAsync(context, wrong).ConfigureAwait(false);
                return true;
            case OperationCanceledException when isTimeOver:
                await WriteTimeOverAsync(context).ConfigureAwait(false);
                return true;
            case OperationCanceledException or ConnectionResetException:
                // The caller has left, or the time to drain is over: nobody waits for an answer; the status is for those who count.
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return true;
            default:
                return await TryWriteDefectAsync(context, failure).ConfigureAwait(false);
        }
    }

    private Task WriteTimeOverAsync(HttpContext context)
    {
        // The token that stopped the request must not stop this answer too.
        context.RequestAborted = CancellationToken.None;
        string detail = string.Create(CultureInfo.InvariantCulture, $"not answered within {options.MostTime.TotalSeconds:0.#} seconds; send fewer rows at a time, or CSV or JSON lines, which may take longer");
        return ProblemResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Out of time", detail);
    }

    private async Task<bool> TryWriteDefectAsync(HttpContext context, Exception defect)
    {
        if (context.RequestAborted.IsCancellationRequested) return false;
        log.Fail($"{defect}", context);
        await ProblemResponse.WriteAsync(context, StatusCodes.Status500InternalServerError, "Internal error", "a defect of the scorer; its log says more").ConfigureAwait(false);
        return true;
    }
}
