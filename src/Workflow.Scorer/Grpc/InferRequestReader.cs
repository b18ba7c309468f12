using Workflow.Scorer.Inference;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Requests;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Grpc;

/// <summary>
/// Reads <c>ModelInferRequest</c>: one tensor of shape [rows] or [rows, 1] under the name of each column, or a single one of shape [rows, columns] with the
/// columns in their order. Tensors that the pipeline does not know are passed over.
/// </summary>
internal sealed class InferRequestReader
{
    private const int IdField = 3, InputField = 5, OutputField = 6, RawField = 7;
    private const int NameField = 1, TypeField = 2, ShapeField = 3, ContentsField = 5;
    private const int MostSizes = 2;

    private readonly ScoringPipeline _pipeline;
    private readonly ColumnNames _columns;
    private readonly OutputTensor[] _outputs;

    public InferRequestReader(ScoringPipeline pipeline)
    {
        _pipeline = pipeline;
        _columns = new ColumnNames(pipeline);
        _outputs = [.. OutputTensor.All(pipeline)];
    }

    /// <summary>Reads a request up to what its tensors hold.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="RequestException">With what is wrong.</exception>
    /// <exception cref="GrpcException">It is for another model.</exception>
    public InferRequest Read(ReadOnlyMemory<byte> message)
    {
        ModelReference.Read(message).Require(_pipeline);
        var columns = new TensorColumns(_pipeline, _columns);
        var outputs = new OutputChoice(_outputs);
        var tensors = new List<(int Index, InputTensor Tensor)>();
        string id = string.Empty;
        int inputs = 0;
        var fields = new MessageReader(message);
        while (fields.Next())
        {
            if (fields.Field == IdField) id = ReadId(fields);
            else if (fields.Field == OutputField) outputs.Add(ReadOutput(fields.Part()));
            else if (fields.Field == InputField && ReadInput(fields.Part(), columns) is { } tensor) tensors.Add((inputs, tensor));
            if (fields.Field == InputField) inputs++;
        }

        columns.RequireAll();
        bool isRaw = ReadRaw(message, inputs, tensors);
        return new InferRequest(id, columns.RowCount, isRaw, () => new InputTensorRows(_pipeline, columns.RowCount, tensors.Select(one => one.Tensor)), outputs.Outputs);
    }

    private static string ReadId(MessageReader fields) => fields.Part().Length <= JsonMembers.LongestText
        ? fields.Text()
        : throw new RequestException($"\"id\" is longer than {JsonMembers.LongestText} bytes");

    private static string ReadOutput(ReadOnlyMemory<byte> output)
    {
        string? name = null;
        var fields = new MessageReader(output);
        while (fields.Next())
        {
            if (fields.Field == NameField) name = fields.Text();
        }

        return name ?? throw new RequestException("an output has no \"name\"");
    }

    // Null where the pipeline does not know it.
    private static InputTensor? ReadInput(ReadOnlyMemory<byte> input, TensorColumns columns)
    {
        string? name = null, type = null;
        var shape = new List<long>();
        ReadOnlyMemory<byte>? contents = null;
        var fields = new MessageReader(input);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case NameField:
                    name = fields.Text();
                    break;
                case TypeField:
                    type = fields.Text();
                    break;
                case ShapeField:
                    fields.AddNumbers(shape, MostSizes + 1);
                    break;
                case ContentsField:
                    if (contents is not null) throw new RequestException($"input \"{RecordText.Quote(name ?? string.Empty)}\" has its contents twice");
                    contents = fields.Part();
                    break;
            }
        }

        if (name is null) throw new RequestException("an input has no \"name\"");
        string quoted = RecordText.Quote(name);
        bool isShape = shape.Count is > 0 and <= MostSizes && shape.TrueForAll(size => size is >= 0 and <= int.MaxValue);
        if (!isShape) throw new RequestException($"input \"{quoted}\": \"shape\" must be a list of one or two whole numbers");
        return columns.Place(name, [.. shape.Select(size => (int)size)]) is { } column ? new InputTensor(column, TensorType.Find(type, quoted), contents ?? default, IsRaw: false) : null;
    }

    // The raw values of the first input, of the second one, and so on. Whether there are any.
    private static bool ReadRaw(ReadOnlyMemory<byte> message, int inputs, List<(int Index, InputTensor Tensor)> tensors)
    {
        int count = 0, next = 0;
        var fields = new MessageReader(message);
        while (fields.Next())
        {
            if (fields.Field != RawField) continue;
            if (next < tensors.Count && tensors[next].Index == count)
            {
                if (!tensors[next].Tensor.Values.IsEmpty) throw new RequestException("values come in raw_input_contents or in the contents of the inputs, not in both");
                tensors[next] = (count, tensors[next].Tensor with { Values = fields.Part(), IsRaw = true });
                next++;
            }

            count++;
        }

        if (count > 0 && count != inputs) throw new RequestException($"raw_input_contents has the values of {count} tensors, there are {inputs} inputs");
        return count > 0;
    }
}
