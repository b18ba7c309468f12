using System.Globalization;
using Workflow.Training.Onnx.Messages;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Onnx;

/// <summary>
/// A graph that is built node by node: each method adds something and answers the name of the value that it makes. Values are matrices
/// of doubles, one line per row that is scored, unless something else is said.
/// </summary>
internal sealed class OnnxGraph
{
    /// <summary>The domain of the operators for trees and labels.</summary>
    public const string MachineLearning = "ai.onnx.ml";

    /// <summary>Name of the dimension that counts rows.</summary>
    private const string Rows = "rows";

    private readonly GraphProto _graph;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Creates an empty graph.</summary>
    public OnnxGraph(string name) => _graph = new GraphProto { Name = name };

    /// <summary>Adds an input of one column; inputs come before anything else, so that they keep their names.</summary>
    public string AddInput(string name, DataType type, string description)
    {
        _names.Add(name);
        _graph.Input.Add(Describe(name, type, 1, description));
        return name;
    }

    /// <summary>Makes a value an output.</summary>
    /// <param name="name">Its name; where a column has it already, a number is put behind it.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">What it holds.</param>
    /// <param name="columns">Its second dimension; null where it has none.</param>
    /// <param name="description">What it means.</param>
    public void AddOutput(string name, string value, DataType type, int? columns, string description)
    {
        string output = Unique(name);
        Add(new NodeProto { OpType = "Identity", Input = { value } }, output);
        _graph.Output.Add(Describe(output, type, columns, description));
    }

    /// <summary>Adds an operator of the standard domain.</summary>
    public string Add(string operation, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes) =>
        Add(new NodeProto { OpType = operation, Input = { inputs }, Attribute = { attributes } }, Numbered(operation));

    /// <summary>Adds an operator for machine learning.</summary>
    public string AddMachineLearning(string operation, string input, IEnumerable<AttributeProto> attributes) =>
        Add(new NodeProto { OpType = operation, Domain = MachineLearning, Input = { input }, Attribute = { attributes } }, Numbered(operation));

    /// <summary>Adds a constant.</summary>
    public string AddConstant(TensorProto tensor)
    {
        tensor.Name = Numbered("Constant");
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Adds the same number for every row and column.</summary>
    public string AddScalar(double value) => AddConstant(OnnxTensor.Of([value]));

    /// <summary>Adds one number for each column.</summary>
    public string AddLine(ReadOnlySpan<double> values) => AddConstant(OnnxTensor.Of(values, 1, values.Length));

    /// <summary>Adds a matrix, line by line.</summary>
    public string AddMatrix(ReadOnlySpan<double> values, int columns) => AddConstant(OnnxTensor.Of(values, values.Length / columns, columns));

    /// <summary>Converts every number.</summary>
    public string Cast(string value, DataType type) => Add("Cast", [value], OnnxAttribute.Of("to", (long)type));

    /// <summary>Puts matrices beside each other.</summary>
    public string Join(IReadOnlyList<string> values) => values.Count == 1 ? values[0] : Add("Concat", values, OnnxAttribute.Of("axis", 1));

    /// <summary>Takes columns of a matrix.</summary>
    /// <param name="value">The matrix.</param>
    /// <param name="columns">Index of each column that is wanted, in the order wanted.</param>
    /// <param name="width">How many columns there are.</param>
    public string Select(string value, IReadOnlyList<int> columns, int width)
    {
        if (columns.SequenceEqual(Enumerable.Range(0, width))) return value;
        return Add("Gather", [value, AddConstant(OnnxTensor.Of([.. columns.Select(column => (long)column)], columns.Count))], OnnxAttribute.Of("axis", 1));
    }

    /// <summary>The finished graph.</summary>
    public GraphProto ToProto() => _graph;

    private string Add(NodeProto node, string output)
    {
        node.Name = output;
        node.Output.Add(output);
        _graph.Node.Add(node);
        return output;
    }

    private string Numbered(string what)
    {
        int number = _counts[what] = _counts.GetValueOrDefault(what) + 1;
        return Unique(string.Create(CultureInfo.InvariantCulture, $"{what}_{number}"));
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int number = 2; !_names.Add(unique); number++) unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        return unique;
    }

    private static ValueInfoProto Describe(string name, DataType type, int? columns, string description)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = Rows } } };
        if (columns is { } count) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = count });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
            DocString = description,
        };
    }
}
