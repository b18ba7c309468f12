namespace Workflow.Scorer.Grpc;

/// <summary>How a call stands. Its HTTP status is always 200, so that those who count need another one.</summary>
internal sealed class GrpcOutcome
{
    /// <summary>The status that REST has for the same outcome.</summary>
    public int HttpStatus { get; set; } = StatusCodes.Status200OK;

    /// <summary>Whether a message of the answer has begun and not ended: no status can follow on it.</summary>
    public bool IsInMessage { get; set; }

    /// <summary>How a call stands.</summary>
    public static GrpcOutcome Of(HttpContext context)
    {
        if (context.Features.Get<GrpcOutcome>() is { } known) return known;
        var outcome = new GrpcOutcome();
        context.Features.Set(outcome);
        return outcome;
    }

    /// <summary>The status of a request, whether it was made by gRPC or not.</summary>
    public static int StatusOf(HttpContext context) => context.Features.Get<GrpcOutcome>()?.HttpStatus ?? context.Response.StatusCode;
}
