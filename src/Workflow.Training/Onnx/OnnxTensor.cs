using System.Runtime.InteropServices;
using Google.Protobuf;
using Workflow.Training.Onnx.Messages;
using DataType = Workflow.Training.Onnx.Messages.TensorProto.Types.DataType;

namespace Workflow.Training.Onnx;

/// <summary>Makes tensors: values line by line, then the length of each dimension; none for a single value.</summary>
internal static class OnnxTensor
{
    /// <summary>A tensor of numbers.</summary>
    public static TensorProto Of(ReadOnlySpan<double> values, params ReadOnlySpan<long> dimensions) => Of(DataType.Double, MemoryMarshal.AsBytes(values), dimensions);

    /// <summary>A tensor of integers.</summary>
    public static TensorProto Of(ReadOnlySpan<long> values, params ReadOnlySpan<long> dimensions) => Of(DataType.Int64, MemoryMarshal.AsBytes(values), dimensions);

    /// <summary>A list of texts.</summary>
    public static TensorProto Of(IReadOnlyCollection<string> values)
    {
        TensorProto tensor = Of(DataType.String, values.Count);
        tensor.StringData.Add(values.Select(ByteString.CopyFromUtf8));
        return tensor;
    }

    private static TensorProto Of(DataType type, ReadOnlySpan<byte> littleEndian, ReadOnlySpan<long> dimensions)
    {
        TensorProto tensor = Of(type, dimensions);
        tensor.RawData = ByteString.CopyFrom(littleEndian);
        return tensor;
    }

    private static TensorProto Of(DataType type, params ReadOnlySpan<long> dimensions) => new() { DataType = (int)type, Dims = { dimensions.ToArray() } };
}
