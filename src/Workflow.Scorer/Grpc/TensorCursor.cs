using System.Buffers.Binary;
using Workflow.Scorer.Protobuf;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Grpc;

/// <summary>A place in the values of a tensor. They are read where they stand, one by one.</summary>
internal sealed class TensorCursor(InputTensor tensor)
{
    private readonly TensorType _type = tensor.Type;
    private readonly bool _isRawDouble = tensor is { IsRaw: true, Type: { Kind: TensorKind.Float, Bytes: sizeof(double) } };
    private int _at;
    private int _packedEnd;

    /// <summary>The tensor.</summary>
    public InputTensor Tensor => tensor;

    /// <summary>Moves to the next value.</summary>
    /// <param name="value">Receives its bytes: a varint, a number of the datatype's length, or a text.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="RequestException">The values are not of the datatype, or break off.</exception>
    public bool Next(out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> bytes = tensor.Values.Span;
        value = default;
        if (tensor.IsRaw)
        {
            if (_at == bytes.Length) return false;
            value = TakeRaw(bytes);
            return true;
        }

        while (_at >= _packedEnd)
        {
            if (_at == bytes.Length) return false;
            (int field, WireType wire) = Wire.Tag(bytes, ref _at);
            _type.RequireField(field);
            if (field != _type.Field)
            {
                Wire.Skip(bytes, ref _at, wire);
            }
            else if (wire == _type.Wire)
            {
                value = Take(bytes);
                return true;
            }
            else
            {
                BeginPacked(bytes, wire);
            }
        }

        value = Take(bytes[.._packedEnd]);
        return true;
    }

    /// <summary>Moves to the next value, where it is a number of double precision, raw, that columns of numbers take as it is.</summary>
    /// <param name="number">Receives it.</param>
    /// <returns>Whether it was; where not, <see cref="Next"/> tells what follows.</returns>
    public bool TryTakeNumber(out double number)
    {
        number = 0;
        ReadOnlySpan<byte> bytes = tensor.Values.Span;
        if (!_isRawDouble || bytes.Length - _at < sizeof(double)) return false;
        number = BinaryPrimitives.ReadDoubleLittleEndian(bytes[_at..]);
        if (!float.IsFinite((float)number)) return false;
        _at += sizeof(double);
        return true;
    }

    private void BeginPacked(ReadOnlySpan<byte> bytes, WireType wire)
    {
        if (wire != WireType.Length) throw new RequestException($"values of {_type.Name} have the form of another datatype");
        int length = Wire.Counted(bytes, ref _at).Length;
        _packedEnd = _at;
        _at -= length;
    }

    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes)
    {
        int begin = _at;
        if (_type.Wire == WireType.Length) return Wire.Counted(bytes, ref _at);
        Wire.Skip(bytes, ref _at, _type.Wire);
        return bytes[begin.._at];
    }

    private ReadOnlySpan<byte> TakeRaw(ReadOnlySpan<byte> bytes)
    {
        ulong length = (ulong)_type.Bytes;
        if (_type.Kind == TensorKind.Text) length = BinaryPrimitives.ReadUInt32LittleEndian(Wire.Take(bytes, ref _at, sizeof(uint)));
        return Wire.Take(bytes, ref _at, length);
    }
}
