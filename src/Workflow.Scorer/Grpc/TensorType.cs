using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Grpc;

/// <summary>A datatype of the Open Inference Protocol.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Bytes">Bytes of a raw value; 0 for texts.</param>
/// <param name="Field">Field of <c>InferTensorContents</c> that holds its values; 0 where they come raw only.</param>
/// <param name="Wire">How a value stands there by itself.</param>
internal sealed record TensorType(string Name, TensorKind Kind, int Bytes, int Field, WireType Wire)
{
    private static readonly TensorType[] All =
    [
        new("FP64", TensorKind.Float, 8, 7, WireType.Fixed64),
        new("FP32", TensorKind.Float, 4, 6, WireType.Fixed32),
        new("FP16", TensorKind.Float, 2, 0, WireType.Fixed32),
        new("INT8", TensorKind.Signed, 1, 2, WireType.Varint),
        new("INT16", TensorKind.Signed, 2, 2, WireType.Varint),
        new("INT32", TensorKind.Signed, 4, 2, WireType.Varint),
        new("INT64", TensorKind.Signed, 8, 3, WireType.Varint),
        new("UINT8", TensorKind.Unsigned, 1, 4, WireType.Varint),
        new("UINT16", TensorKind.Unsigned, 2, 4, WireType.Varint),
        new("UINT32", TensorKind.Unsigned, 4, 4, WireType.Varint),
        new("UINT64", TensorKind.Unsigned, 8, 5, WireType.Varint),
        new("BOOL", TensorKind.Unsigned, 1, 1, WireType.Varint),
        new("BYTES", TensorKind.Text, 0, 8, WireType.Length),
    ];

    private static readonly string[] FieldNames =
        [string.Empty, "bool_contents", "int_contents", "int64_contents", "uint_contents", "uint64_contents", "fp32_contents", "fp64_contents", "bytes_contents"];

    /// <summary>The datatype of an input.</summary>
    /// <param name="name">Its name; null where the input names none.</param>
    /// <param name="input">The input's name, for messages.</param>
    /// <exception cref="RequestException">There is no such datatype.</exception>
    public static TensorType Find(string? name, string input)
    {
        if (name is null) throw new RequestException($"input \"{input}\" has no \"datatype\"");
        return Array.Find(All, type => string.Equals(type.Name, name, StringComparison.Ordinal))
            ?? throw new RequestException($"input \"{input}\": the datatype must be one of {string.Join(", ", All.Select(type => type.Name))}");
    }

    /// <summary>Refuses values that stand in a field for another datatype.</summary>
    /// <exception cref="RequestException">They do.</exception>
    public void RequireField(int field)
    {
        if (field == Field || field >= FieldNames.Length) return;
        throw new RequestException(Field == 0 ? $"values of {Name} come in raw_input_contents" : $"values of {Name} come in {FieldNames[Field]}, not in {FieldNames[field]}");
    }
}
