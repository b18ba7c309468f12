using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Workflow.Scorer.Protobuf;

/// <summary>Writes the fields of a message. What is at its default is left out, as proto3 has it.</summary>
/// <param name="output">Receives the message.</param>
internal readonly struct MessageWriter(IBufferWriter<byte> output)
{
    /// <summary>Writes the fields of a message that is held in memory.</summary>
    public static byte[] Make(Action<MessageWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        write(new MessageWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>How many bytes a whole number takes.</summary>
    public static int LengthOf(ulong value) => ((int)ulong.Log2(value | 1) + 7) / 7;

    /// <summary>Writes a text.</summary>
    public void Text(int field, string text)
    {
        if (text.Length > 0) Bytes(field, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Writes bytes or a message.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Begin(field, bytes.Length);
        output.Write(bytes);
    }

    /// <summary>Writes a truth value.</summary>
    public void Flag(int field, bool value)
    {
        if (!value) return;
        Varint(((ulong)field << 3) | (ulong)WireType.Varint);
        Varint(1);
    }

    /// <summary>Writes a whole number, 0 too: what is one of several is told by being there.</summary>
    public void Number(int field, long value)
    {
        Varint(((ulong)field << 3) | (ulong)WireType.Varint);
        Varint((ulong)value);
    }

    /// <summary>Writes a whole number in eight bytes.</summary>
    public void Fixed(int field, ulong value)
    {
        Varint(((ulong)field << 3) | (ulong)WireType.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(sizeof(ulong)), value);
        output.Advance(sizeof(ulong));
    }

    /// <summary>Writes whole numbers, packed.</summary>
    public void Numbers(int field, params ReadOnlySpan<long> numbers)
    {
        int length = 0;
        foreach (long number in numbers) length += LengthOf((ulong)number);
        Begin(field, length);
        foreach (long number in numbers) Varint((ulong)number);
    }

    /// <summary>Begins bytes, a message or packed numbers that are written next.</summary>
    /// <param name="field">The field.</param>
    /// <param name="length">How many bytes they will be.</param>
    public void Begin(int field, long length)
    {
        Varint(((ulong)field << 3) | (ulong)WireType.Length);
        Varint((ulong)length);
    }

    private void Varint(ulong value)
    {
        Span<byte> bytes = output.GetSpan(10);
        int length = 0;
        for (; value >= 0x80; value >>= 7) bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        output.Advance(length);
    }
}
