using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Logs;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Grpc;

/// <summary>What a failure is by gRPC. The texts are those of REST; none shows the inside of the program.</summary>
/// <param name="Code">Its code.</param>
/// <param name="HttpStatus">The status that REST has for it.</param>
/// <param name="Message">Why.</param>
internal sealed record GrpcFailure(GrpcCode Code, int HttpStatus, string Message)
{
    /// <summary>Whether the call may go on: what failed is one message, and it was read to its end.</summary>
    public bool IsOfOneMessage => Code is GrpcCode.InvalidArgument or GrpcCode.NotFound or GrpcCode.ResourceExhausted;

    /// <summary>What went wrong.</summary>
    /// <param name="failure">The exception.</param>
    /// <param name="options">Know the limits.</param>
    /// <param name="isTimeOver">Whether the time of the request is over.</param>
    public static GrpcFailure Of(Exception failure, ScorerOptions options, bool isTimeOver) => failure switch
    {
        GrpcException known => new(known.Code, HttpStatusOf(known.Code), known.Message),
        RequestException wrong => new(GrpcCode.InvalidArgument, StatusCodes.Status400BadRequest, (options.HidesSchema ? wrong.WithoutSchema() : wrong).Message),
        EndOfStreamException => new(GrpcCode.InvalidArgument, StatusCodes.Status400BadRequest, "the call ends inside of a message"),
        UnsupportedException unsupported => new(unsupported.Status == StatusCodes.Status403Forbidden ? GrpcCode.PermissionDenied : GrpcCode.Unimplemented, unsupported.Status, unsupported.Message),
        TooLargeException large => new(GrpcCode.ResourceExhausted, StatusCodes.Status413PayloadTooLarge, large.Message),
        TooManyRequestsException many => new(GrpcCode.ResourceExhausted, StatusCodes.Status429TooManyRequests, many.Message),
        BusyException busy => new(GrpcCode.ResourceExhausted, StatusCodes.Status503ServiceUnavailable, busy.Message),
        OutOfMemoryException => new(GrpcCode.ResourceExhausted, StatusCodes.Status503ServiceUnavailable, BusyException.OutOfMemory),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
            GrpcCode.ResourceExhausted,
            StatusCodes.Status413PayloadTooLarge,
            ProblemResponse.TooLarge(options.MaximumRequestBytes)),
        BadHttpRequestException wrong => new(GrpcCode.InvalidArgument, wrong.StatusCode, wrong.Message),
        OperationCanceledException when isTimeOver => new(
            GrpcCode.DeadlineExceeded,
            StatusCodes.Status503ServiceUnavailable,
            string.Create(CultureInfo.InvariantCulture, $"not answered within {options.MostTime.TotalSeconds:0.#} seconds; send fewer rows at a time, or several messages by ModelStreamInfer, which may take longer")),
        OperationCanceledException or ConnectionResetException => new(GrpcCode.Cancelled, StatusCodes.Status499ClientClosedRequest, "the caller has left"),
        _ => new(GrpcCode.Internal, StatusCodes.Status500InternalServerError, "a defect of the scorer; its log says more"),
    };

    /// <summary>Ends a call that has failed.</summary>
    /// <param name="context">The call.</param>
    /// <param name="failure">The exception.</param>
    /// <param name="log">Where what must not be is told.</param>
    /// <returns>Whether nothing more can be done; where not, the connection must be broken off.</returns>
    public async Task<bool> TryEndAsync(HttpContext context, Exception failure, RequestLog log)
    {
        if (Code == GrpcCode.Internal || failure is OutOfMemoryException) log.Fail($"{failure}", context);
        if (GrpcOutcome.Of(context).IsInMessage) return false;
        await GrpcStatus.EndAsync(context, Code, HttpStatus, Message).ConfigureAwait(false);
        return true;
    }

    private static int HttpStatusOf(GrpcCode code) => code switch
    {
        GrpcCode.NotFound => StatusCodes.Status404NotFound,
        GrpcCode.ResourceExhausted => StatusCodes.Status413PayloadTooLarge,
        GrpcCode.Unimplemented => StatusCodes.Status501NotImplemented,
        GrpcCode.Unavailable or GrpcCode.DeadlineExceeded => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
