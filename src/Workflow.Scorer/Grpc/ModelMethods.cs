using Workflow.Scorer.Inference;
using Workflow.Scorer.Protobuf;
using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Grpc;

/// <summary>Whether the model is ready, and its tensors.</summary>
internal sealed class ModelMethods(ScoringPipeline pipeline)
{
    private const int InputField = 4, OutputField = 5;

    /// <summary><c>ModelReady</c>: a model that is served is ready.</summary>
    public Task ReadyAsync(HttpContext context) => AnswerAsync(context, answer => answer.Flag(1, true));

    /// <summary><c>ModelMetadata</c>: the same as <c>GET /v2/models/NAME</c>.</summary>
    public Task MetadataAsync(HttpContext context) => AnswerAsync(context, answer =>
    {
        answer.Text(1, pipeline.Manifest.Name);
        answer.Text(2, pipeline.ModelId.ToString());
        answer.Text(3, "workflow");
        foreach (InputColumn column in pipeline.InputColumns) answer.Bytes(InputField, Tensor(column.Name, column.Type == ColumnType.Number ? "FP64" : "BYTES", -1));
        foreach (OutputTensor output in OutputTensor.All(pipeline)) answer.Bytes(OutputField, Tensor(output.Name, output.Type, output.Shape(pipeline, -1)));
    });

    private async Task AnswerAsync(HttpContext context, Action<MessageWriter> write)
    {
        ModelReference.Read(await new MessageStream(context).OnlySmallAsync().ConfigureAwait(false)).Require(pipeline);
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
