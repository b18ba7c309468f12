using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Workflow.Scorer.Admission;
using Workflow.Scorer.Health;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Thrift;

/// <summary>Thrift's <c>ScoringService</c>, as Driverless AI's Python scoring service has it: the binary protocol, framed or buffered.</summary>
/// <param name="readiness">Why there is no model, where there is none.</param>
/// <param name="model">The model; null where there is none.</param>
/// <param name="bodies">Reads arguments, once there is room for them.</param>
/// <param name="largestRequestBytes">The most bytes that the arguments of a call may have.</param>
internal sealed class ThriftService(Readiness readiness, ServedModel? model, RequestBodyReader bodies, long largestRequestBytes)
{
    private readonly ThriftMethods? _methods = model is null ? null : new ThriftMethods(model);

    /// <summary>Reads arguments, once there is room for them.</summary>
    public RequestBodyReader Bodies => bodies;

    /// <summary>The most bytes that the arguments of a call may have.</summary>
    public long LargestRequestBytes => largestRequestBytes;

    /// <summary>How long callers may keep a connection waiting.</summary>
    public ThriftLimits Limits { get; init; } = new();

    /// <summary>What holds for calls as it does for requests by HTTP; null for nothing.</summary>
    public CallOperations? Operations { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether an exception says that nobody waits for an answer any more, or that the server's time to drain is over.</summary>
    public static bool IsGone(Exception exception) => exception is OperationCanceledException or ConnectionResetException;

    /// <summary>Answers the calls of a connection.</summary>
    public async Task HandleAsync(ConnectionContext connection)
    {
        CancellationToken closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        try
        {
            await new ThriftConnection(this, connection.Transport, connection.ConnectionId).RunAsync(closing).ConfigureAwait(false);
        }
        catch (Exception gone) when (IsGone(gone))
        {
        }
        catch (Exception defect)
        {
            // In the middle of an answer, which can become no other one: the caller sees the connection end.
            ErrorOf(defect);
        }
    }

    /// <summary>Answers a call.</summary>
    /// <exception cref="ThriftError">It cannot be answered; nothing was written.</exception>
    public Task AnswerAsync(MessageHeader call, ReadOnlyMemory<byte> arguments, ThriftAnswer answer, CancellationToken cancellationToken)
    {
        if (call.Type != MessageType.Call) throw new ThriftError(ThriftError.WrongMessageType, $"a message of type {(byte)call.Type} is no call");
        return (_methods ?? throw new ThriftError(ThriftError.Internal, $"not ready: {readiness.Reason}")).AnswerAsync(call.Method, arguments, answer, cancellationToken);
    }

    /// <summary>What a caller is told; of what is nobody's fault but the scorer's its log says more.</summary>
    public ThriftError ErrorOf(Exception exception)
    {
        switch (exception)
        {
            case ThriftError error:
                return error;
            case TooLargeException large:
                return new ThriftError(ThriftError.Internal, large.Message) { Status = StatusCodes.Status413PayloadTooLarge };
            case TooManyRequestsException many:
                return new ThriftError(ThriftError.Internal, many.Message) { Status = StatusCodes.Status429TooManyRequests };
            case BusyException busy:
                return new ThriftError(ThriftError.Internal, busy.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new ThriftError(ThriftError.Internal, ProblemResponse.TooLarge(largestRequestBytes)) { Status = StatusCodes.Status413PayloadTooLarge };
            case OutOfMemoryException:
                Operations?.Observer.Log.Fail("Thrift: out of memory", null);
                return new ThriftError(ThriftError.Internal, BusyException.OutOfMemory);
            default:
                Operations?.Observer.Log.Fail($"Thrift: {exception}", null);
                return new ThriftError(ThriftError.Internal, "a defect of the scorer; its log says more") { Status = StatusCodes.Status500InternalServerError };
        }
    }
}
