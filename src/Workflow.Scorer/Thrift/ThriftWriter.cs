using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Workflow.Scorer.Thrift;

/// <summary>Writes values of the binary protocol.</summary>
internal static class ThriftWriter
{
    /// <summary>Bytes in front of a field's value.</summary>
    public const int FieldBytes = sizeof(byte) + sizeof(short);

    /// <summary>Bytes in front of a list's elements.</summary>
    public const int ListBytes = sizeof(byte) + sizeof(int);

    public static void WriteByte(this IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(sizeof(byte))[0] = value;
        output.Advance(sizeof(byte));
    }

    public static void WriteInt16(this IBufferWriter<byte> output, short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(output.GetSpan(sizeof(short)), value);
        output.Advance(sizeof(short));
    }

    public static void WriteInt32(this IBufferWriter<byte> output, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    public static void WriteDouble(this IBufferWriter<byte> output, double value)
    {
        BinaryPrimitives.WriteDoubleBigEndian(output.GetSpan(sizeof(double)), value);
        output.Advance(sizeof(double));
    }

    /// <summary>Writes a text.</summary>
    /// <param name="output">Receives it.</param>
    /// <param name="text">The text, UTF-8.</param>
    public static void WriteText(this IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.WriteInt32(text.Length);
        output.Write(text);
    }

    /// <summary>Writes a text given as characters.</summary>
    public static void WriteText(this IBufferWriter<byte> output, string text) => output.WriteText(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes what stands in front of a field's value.</summary>
    public static void WriteField(this IBufferWriter<byte> output, ThriftType type, short id)
    {
        output.WriteByte((byte)type);
        output.WriteInt16(id);
    }

    /// <summary>Writes what stands in front of a list's elements.</summary>
    public static void WriteList(this IBufferWriter<byte> output, ThriftType type, int count)
    {
        output.WriteByte((byte)type);
        output.WriteInt32(count);
    }

    /// <summary>Writes the end of a struct's fields.</summary>
    public static void WriteStop(this IBufferWriter<byte> output) => output.WriteByte((byte)ThriftType.Stop);
}
