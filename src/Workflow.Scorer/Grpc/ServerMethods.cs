using Workflow.Scorer.Health;
using Workflow.Scorer.Protobuf;

namespace Workflow.Scorer.Grpc;

/// <summary>What this server is, and whether it lives and is ready.</summary>
internal sealed class ServerMethods(Readiness readiness)
{
    /// <summary><c>ServerLive</c>: the process answers.</summary>
    public static Task LiveAsync(HttpContext context) => AnswerAsync(context, answer => answer.Flag(1, true));

    /// <summary><c>ServerReady</c>: whether the model is proven.</summary>
    public Task ReadyAsync(HttpContext context) => AnswerAsync(context, answer => answer.Flag(1, readiness.Reason is null));

    /// <summary><c>ServerMetadata</c>: the same as <c>GET /v2</c>.</summary>
    public static Task MetadataAsync(HttpContext context) => AnswerAsync(context, answer =>
    {
        answer.Text(1, "workflow-scorer");
        answer.Text(2, typeof(ServerMethods).Assembly.GetName().Version!.ToString(3));
        answer.Text(3, "model_stream_infer");
    });

    // What is asked has no fields.
    private static async Task AnswerAsync(HttpContext context, Action<MessageWriter> write)
    {
        var fields = new MessageReader(await new MessageStream(context).OnlySmallAsync().ConfigureAwait(false));
        while (fields.Next())
        {
        }

        await new MessageAnswer(context).WriteAsync(MessageWriter.Make(write)).ConfigureAwait(false);
    }
}
