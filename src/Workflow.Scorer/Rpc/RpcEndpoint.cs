using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Rpc;

/// <summary><c>POST /rpc</c>: JSON-RPC 2.0, one call or a list of them, each answered by itself; notifications are not answered.</summary>
internal sealed class RpcEndpoint(ServedModel model)
{
    private readonly RpcMethods _methods = new(model);

    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">The body is empty.</exception>
    public async Task HandleAsync(HttpContext context)
    {
        using RequestBody body = await model.Bodies.ReadAsync(context).ConfigureAwait(false);
        if (body.Bytes.IsEmpty) throw new RequestException("the body is empty: a JSON-RPC call is expected");
        using var answer = new StreamedJson(context.Response);
        if (Read(body.Bytes, out RpcError? wrong) is not { } calls)
        {
            RpcCall.Unreadable(wrong!).WriteError(answer.Json, wrong!);
            await answer.EndAsync(context.RequestAborted).ConfigureAwait(false);
            return;
        }

        bool isAnswered = false;
        while (calls.Next() is { } call)
        {
            if (call.IsNotification) continue;
            if (!isAnswered && calls.IsBatch) answer.Json.WriteStartArray();
            isAnswered = true;
            await AnswerAsync(call, answer, context.RequestAborted).ConfigureAwait(false);
        }

        if (!isAnswered)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (calls.IsBatch) answer.Json.WriteEndArray();
        await answer.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static RpcCalls? Read(ReadOnlyMemory<byte> body, out RpcError? wrong)
    {
        wrong = null;
        try
        {
            return RpcCalls.Of(body);
        }
        catch (RpcError unreadable)
        {
            wrong = unreadable;
            return null;
        }
    }

    private async Task AnswerAsync(RpcCall call, StreamedJson answer, CancellationToken cancellationToken)
    {
        try
        {
            if (call.Wrong is { } wrong) throw wrong;
            await _methods.AnswerAsync(call, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcError refused)
        {
            call.WriteError(answer.Json, refused);
        }

        await answer.SendIfLargeAsync(cancellationToken).ConfigureAwait(false);
    }
}
