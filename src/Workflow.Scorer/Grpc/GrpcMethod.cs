using Microsoft.AspNetCore.Http.Features;
using Workflow.Scorer.Responses;

namespace Workflow.Scorer.Grpc;

/// <summary>What all methods share: which calls they take, the caller's deadline, and the status at the end.</summary>
/// <param name="answer">Reads the messages of a call and answers them.</param>
internal sealed class GrpcMethod(Func<HttpContext, Task> answer)
{
    /// <summary>Answers a call.</summary>
    /// <exception cref="GrpcException">It is compressed, or its time is over.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        if (!GrpcStatus.IsAskedBy(context.Request))
        {
            await ProblemResponse.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"this is a method of gRPC: use HTTP/2 and {GrpcStatus.ContentType}").ConfigureAwait(false);
            return;
        }

        RequireIdentity(context);

        // Its messages are limited one by one.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        if (GrpcTimeout.Read(context.Request.Headers[GrpcTimeout.Header]) is { } most) await AnswerInTimeAsync(context, most).ConfigureAwait(false);
        else await answer(context).ConfigureAwait(false);
        await GrpcStatus.EndAsync(context, GrpcCode.Ok, StatusCodes.Status200OK, string.Empty).ConfigureAwait(false);
    }

    private async Task AnswerInTimeAsync(HttpContext context, TimeSpan most)
    {
        using var deadline = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        context.RequestAborted = either.Token;
        if (most > TimeSpan.Zero) deadline.CancelAfter(most);
        else await deadline.CancelAsync().ConfigureAwait(false);
        try
        {
            await answer(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new GrpcException(GrpcCode.DeadlineExceeded, $"not answered within the caller's {GrpcTimeout.Header} of {context.Request.Headers[GrpcTimeout.Header]}");
        }
    }

    private static void RequireIdentity(HttpContext context)
    {
        if (context.Request.Headers["grpc-encoding"] is not [{ } encoding] || encoding == "identity") return;
        context.Response.Headers["grpc-accept-encoding"] = "identity";
        throw new GrpcException(GrpcCode.Unimplemented, "messages that are compressed are not read; send them without grpc-encoding");
    }
}
