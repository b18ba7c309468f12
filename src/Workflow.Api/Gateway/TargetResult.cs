using System.Net;

namespace Workflow.Api.Gateway;

/// <summary>What came of sending a request to a target: the head of an answer, or a failure.</summary>
internal readonly record struct TargetResult
{
    /// <summary>The answer, of which only the head was read; null where there is none.</summary>
    public HttpResponseMessage? Answer { get; private init; }

    /// <summary>Why there is none; null where there is one.</summary>
    public FailureKind? Failure { get; private init; }

    /// <summary>What was wrong, for the log.</summary>
    public Exception? Cause { get; private init; }

    /// <summary>When another attempt may be worth it; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Whether the endpoint has another target meanwhile, which may answer.</summary>
    public bool IsMoved { get; init; }

    /// <summary>Whether it speaks against the target: no answer, or one that says that it cannot answer.</summary>
    public bool IsTargetFault =>
        Answer is { StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout }
        || Failure is FailureKind.Unreachable or FailureKind.Lost or FailureKind.Unreadable or FailureKind.Silent;

    /// <summary>An answer has begun.</summary>
    public static TargetResult Answered(HttpResponseMessage answer) => new() { Answer = answer };

    /// <summary>There is no answer.</summary>
    public static TargetResult Failed(FailureKind failure, Exception? cause = null, TimeSpan? retryAfter = null) =>
        new() { Failure = failure, Cause = cause, RetryAfter = retryAfter };
}
