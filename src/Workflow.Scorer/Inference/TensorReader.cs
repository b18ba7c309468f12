using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Inference;

/// <summary>
/// Reads requests of the Open Inference Protocol, version 2: one tensor of shape [rows] or [rows, 1] under the name of each column, or a single one of shape
/// [rows, columns] with the columns in their order. Tensors that the pipeline does not know are passed over.
/// </summary>
internal sealed class TensorReader
{
    private const string Truth = "BOOL";

    private static readonly string[] Members = ["id", "parameters", "inputs", "outputs"];
    private static readonly string[] InputMembers = ["name", "shape", "datatype", "parameters", "data"];
    private static readonly string[] OutputMembers = ["name", "parameters"];

    private static readonly string[] Types =
        ["FP64", "FP32", "FP16", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", Truth, "BYTES"];

    private readonly ScoringPipeline _pipeline;
    private readonly ColumnNames _columns;
    private readonly OutputTensor[] _outputs;

    public TensorReader(ScoringPipeline pipeline)
    {
        _pipeline = pipeline;
        _columns = new ColumnNames(pipeline);
        _outputs = [.. OutputTensor.All(pipeline)];
    }

    /// <summary>Reads a request up to what its tensors hold.</summary>
    /// <param name="body">JSON, UTF-8.</param>
    /// <exception cref="RequestException">With what is wrong.</exception>
    public TensorRequest Read(ReadOnlyMemory<byte> body)
    {
        JsonMembers members = JsonMembers.Find(body, Members, "a JSON object with \"inputs\"");
        var tensors = new List<TensorData>();
        var columns = new TensorColumns(_pipeline, _columns);
        foreach ((int start, JsonMembers input) in Objects(members, "inputs", InputMembers, isRequired: true))
        {
            ReadInput(start, input, tensors, columns);
        }

        columns.RequireAll();
        ReadOnlyMemory<byte>? id = members.Part("id");
        if (id?.Length > JsonMembers.LongestText) throw new RequestException($"\"id\" is longer than {JsonMembers.LongestText} bytes");
        return new TensorRequest(id, columns.RowCount, () => new TensorRows(_pipeline, body, columns.RowCount, tensors), ReadOutputs(members));
    }

    private static void ReadInput(int start, JsonMembers input, List<TensorData> tensors, TensorColumns columns)
    {
        string name = input.Text("name") ?? throw new RequestException("an input has no \"name\"");
        string quoted = RecordText.Quote(name);
        int[] shape = ReadShape(input, quoted);
        if (columns.Place(name, shape) is not { } column) return;
        string type = input.Text("datatype") ?? throw new RequestException($"input \"{quoted}\" has no \"datatype\"");
        if (!Types.Contains(type, StringComparer.Ordinal)) throw new RequestException($"input \"{quoted}\": the datatype must be one of {string.Join(", ", Types)}");
        int data = input.Find("data") ?? throw new RequestException($"input \"{quoted}\" has no \"data\"");
        if (input.At(data).TokenType != JsonTokenType.StartArray) throw new RequestException($"input \"{quoted}\": \"data\" must be a list");
        tensors.Add(new TensorData(start + data, column, shape.Length == 2 ? shape[1] : 0, string.Equals(type, Truth, StringComparison.Ordinal)));
    }

    private static int[] ReadShape(JsonMembers input, string name)
    {
        var refused = new RequestException($"input \"{name}\": \"shape\" must be a list of one or two whole numbers");
        if (input.Find("shape") is not { } place) throw refused;
        Utf8JsonReader reader = input.At(place);
        if (reader.TokenType != JsonTokenType.StartArray) throw refused;
        var shape = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int size) || size < 0 || shape.Count == 2) throw refused;
            shape.Add(size);
        }

        return shape.Count > 0 ? [.. shape] : throw refused;
    }

    private IReadOnlyList<OutputTensor> ReadOutputs(JsonMembers members)
    {
        var choice = new OutputChoice(_outputs);
        foreach ((_, JsonMembers output) in Objects(members, "outputs", OutputMembers, isRequired: false))
        {
            choice.Add(output.Text("name") ?? throw new RequestException("an output has no \"name\""));
        }

        return choice.Outputs;
    }

    // The objects of a list, with the place of each.
    private static IEnumerable<(int Start, JsonMembers Members)> Objects(JsonMembers members, string name, string[] allowed, bool isRequired)
    {
        if (members.Find(name) is not { } place)
        {
            if (isRequired) throw new RequestException($"\"{name}\" is missing: a list of tensors");
            yield break;
        }

        if (members.At(place).TokenType != JsonTokenType.StartArray) throw new RequestException($"\"{name}\" must be a list");
        var list = new JsonElements(members.Body, place);
        while (list.Next() is { } part) yield return (list.Start, JsonMembers.Find(part, allowed, $"in \"{name}\" an object"));
    }
}
