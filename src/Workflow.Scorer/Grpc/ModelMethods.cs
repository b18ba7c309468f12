using Workflow.Scorer.Inference;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Serving;
using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Grpc;

/// <summary>Whether the model is ready, and its tensors.</summary>
internal sealed class ModelMethods(ServedModel model)
{
    private const int InputField = 4, OutputField = 5;

    private readonly ScoringPipeline _pipeline = model.Pipeline;

    /// <summary><c>ModelReady</c>: a model that is served is ready.</summary>
    public Task ReadyAsync(HttpContext context) => AnswerAsync(context, answer => answer.Flag(1, true));

    /// <summary><c>ModelMetadata</c>: the same as <c>GET /v2/models/NAME</c>.</summary>
    /// <exception cref="UnsupportedException">Callers must not know its columns.</exception>
    public Task MetadataAsync(HttpContext context) => AnswerAsync(context, answer =>
    {
        model.RequireOpenSchema();
        answer.Text(1, _pipeline.Manifest.Name);
        answer.Text(2, _pipeline.ModelId.ToString());
        answer.Text(3, "workflow");
        foreach (InputColumn column in _pipeline.InputColumns) answer.Bytes(InputField, Tensor(column.Name, column.Type == ColumnType.Number ? "FP64" : "BYTES", -1));
        foreach (OutputTensor output in OutputTensor.All(_pipeline)) answer.Bytes(OutputField, Tensor(output.Name, output.Type, output.Shape(_pipeline, -1)));
    });

    private async Task AnswerAsync(HttpContext context, Action<MessageWriter> write)
    {
        ModelReference.Read(await new MessageStream(context).OnlySmallAsync().ConfigureAwait(false)).Require(_pipeline);
        await new MessageAnswer(context).WriteAsync(MessageWriter.Make(write)).ConfigureAwait(false);
    }

    // A size of -1 is any number of rows.
    private static byte[] Tensor(string name, string type, params long[] shape) => MessageWriter.Make(tensor =>
    {
        tensor.Text(1, name);
        tensor.Text(2, type);
        tensor.Numbers(3, shape);
    });
}
