using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Workflow.Scorer.Thrift;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Calls of the scoring service, as a client puts them on the wire.</summary>
internal static class ThriftCalls
{
    /// <summary>The transports and headers that a client can have.</summary>
    public static TheoryData<bool, bool> Forms { get; } = new MatrixTheoryData<bool, bool>([false, true], [false, true]);

    /// <summary>A struct of what is written, with its end.</summary>
    public static byte[] Struct(Action<IBufferWriter<byte>> fields)
    {
        var bytes = new ArrayBufferWriter<byte>();
        fields(bytes);
        bytes.WriteStop();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A row of the sample pipelines; null for a field that is not set.</summary>
    public static byte[] Row(double? temperature, double? pressure, string? mode) => Struct(fields =>
    {
        if (temperature is { } first) Number(fields, 1, first);
        if (pressure is { } second) Number(fields, 2, second);
        if (mode is { } third) Text(fields, 3, third);
    });

    /// <summary>The arguments of <c>score</c>.</summary>
    public static byte[] Score(byte[] row, bool? areMargins = null, bool? areContributions = null) => Struct(fields =>
    {
        fields.WriteField(ThriftType.Struct, 1);
        fields.Write(row);
        Flags(fields, areMargins, areContributions);
    });

    /// <summary>The arguments of <c>score_batch</c>.</summary>
    public static byte[] ScoreBatch(IReadOnlyCollection<byte[]> rows, bool? areMargins = null, bool? areContributions = null) => Struct(fields =>
    {
        fields.WriteField(ThriftType.List, 1);
        fields.WriteList(ThriftType.Struct, rows.Count);
        foreach (byte[] row in rows) fields.Write(row);
        Flags(fields, areMargins, areContributions);
    });

    /// <summary>The arguments of <c>score</c>, with a field that nobody knows.</summary>
    /// <param name="row">The row.</param>
    /// <param name="length">How many bytes they have.</param>
    public static byte[] PaddedScore(byte[] row, int length)
    {
        byte[] plain = Score(row);
        return Struct(fields =>
        {
            Text(fields, 9, new byte[length - plain.Length - 7]);
            fields.Write(plain.AsSpan(0, plain.Length - 1));
        });
    }

    /// <summary>A message.</summary>
    public static byte[] Message(string method, byte[]? arguments = null, bool isFramed = false, bool isStrict = true, int sequenceId = 1, MessageType type = MessageType.Call)
    {
        var message = new ArrayBufferWriter<byte>();
        if (isStrict) message.WriteInt32(unchecked((int)0x8001_0000) | (byte)type);
        message.WriteText(method);
        if (!isStrict) message.WriteByte((byte)type);
        message.WriteInt32(sequenceId);
        message.Write(arguments ?? [(byte)ThriftType.Stop]);
        return isFramed ? Frame(message.WrittenSpan) : message.WrittenSpan.ToArray();
    }

    /// <summary>A frame.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        byte[] frame = [0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        return frame;
    }

    public static void Number(IBufferWriter<byte> fields, short id, double value)
    {
        fields.WriteField(ThriftType.Double, id);
        fields.WriteDouble(value);
    }

    public static void Text(IBufferWriter<byte> fields, short id, string value) => Text(fields, id, Encoding.UTF8.GetBytes(value));

    public static void Text(IBufferWriter<byte> fields, short id, byte[] value)
    {
        fields.WriteField(ThriftType.Text, id);
        fields.WriteText(value);
    }

    public static void Flag(IBufferWriter<byte> fields, short id, bool value)
    {
        fields.WriteField(ThriftType.Bool, id);
        fields.WriteByte(value ? (byte)1 : (byte)0);
    }

    private static void Flags(IBufferWriter<byte> fields, bool? areMargins, bool? areContributions)
    {
        if (areMargins is { } margins) Flag(fields, 2, margins);
        if (areContributions is { } contributions) Flag(fields, 3, contributions);
    }
}
