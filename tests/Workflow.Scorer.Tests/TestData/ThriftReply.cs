using System.Buffers.Binary;
using System.Text;
using Workflow.Scorer.Thrift;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>What a scorer answers to a call, read strictly.</summary>
/// <param name="Type">Kind of the message.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="SequenceId">Number of the call.</param>
/// <param name="Fields">Fields of the result or the exception: numbers, texts and lists of them.</param>
internal sealed record ThriftReply(MessageType Type, string Method, int SequenceId, IReadOnlyDictionary<short, object> Fields)
{
    /// <summary>The result; the test fails where it is an error.</summary>
    public object Result
    {
        get
        {
            Assert.True(Type == MessageType.Reply, $"{Type}: {(Type == MessageType.Exception ? Error.Message : string.Empty)}");
            return Assert.Single(Fields, pair => pair.Key == 0).Value;
        }
    }

    /// <summary>Numbers of one row.</summary>
    public double[] Numbers => Row(Result);

    /// <summary>Numbers of several rows.</summary>
    public double[][] Rows => [.. ((List<object>)Result).Select(Row)];

    /// <summary>A list of texts.</summary>
    public string[] Texts => [.. ((List<object>)Result).Cast<string>()];

    /// <summary>The exception, after a look at its form. None shows the inside of the program.</summary>
    public (int Type, string Message) Error
    {
        get
        {
            Assert.Equal(MessageType.Exception, Type);
            string message = (string)Fields[1];
            Assert.DoesNotContain("   at ", message, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", message, StringComparison.Ordinal);
            Assert.DoesNotContain("defect", message, StringComparison.Ordinal);
            return ((int)Fields[2], message);
        }
    }

    /// <summary>Reads one answer from the front of bytes.</summary>
    /// <param name="bytes">The bytes; what follows the answer afterwards.</param>
    /// <param name="isFramed">Whether a frame is expected.</param>
    /// <param name="isStrict">Whether the protocol's version is expected.</param>
    /// <returns>Null where it is not whole.</returns>
    public static ThriftReply? TryRead(ref ReadOnlySpan<byte> bytes, bool isFramed, bool isStrict)
    {
        try
        {
            ReadOnlySpan<byte> rest = bytes;
            int frame = isFramed ? Int32(ref rest) : 0, before = rest.Length;
            ThriftReply reply = Read(ref rest, isStrict);
            if (isFramed) Assert.Equal(frame, before - rest.Length);
            bytes = rest;
            return reply;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Reads all answers of a connection, with the protocol's version or without.</summary>
    /// <returns>Null where the last one is not whole.</returns>
    public static List<ThriftReply>? ReadAll(ReadOnlySpan<byte> bytes, bool isFramed)
    {
        const byte Version = 0x80;
        var replies = new List<ThriftReply>();
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < 5 || TryRead(ref bytes, isFramed, bytes[isFramed ? 4 : 0] == Version) is not { } reply) return null;
            replies.Add(reply);
        }

        return replies;
    }

    private static ThriftReply Read(ref ReadOnlySpan<byte> bytes, bool isStrict)
    {
        MessageType type = default;
        if (isStrict)
        {
            uint version = (uint)Int32(ref bytes);
            Assert.Equal(0x8001_0000u, version & 0xFFFF_FF00);
            type = (MessageType)(byte)version;
        }

        string method = Text(ref bytes);
        if (!isStrict) type = (MessageType)Take(ref bytes, 1)[0];
        return new ThriftReply(type, method, Int32(ref bytes), Struct(ref bytes));
    }

    private static Dictionary<short, object> Struct(ref ReadOnlySpan<byte> bytes)
    {
        var fields = new Dictionary<short, object>();
        while ((ThriftType)Take(ref bytes, 1)[0] is not ThriftType.Stop and var type)
        {
            short id = BinaryPrimitives.ReadInt16BigEndian(Take(ref bytes, 2));
            fields.Add(id, Value(ref bytes, type));
        }

        return fields;
    }

    private static object Value(ref ReadOnlySpan<byte> bytes, ThriftType type)
    {
        switch (type)
        {
            case ThriftType.Int32:
                return Int32(ref bytes);
            case ThriftType.Double:
                return BinaryPrimitives.ReadDoubleBigEndian(Take(ref bytes, 8));
            case ThriftType.Text:
                return Text(ref bytes);
            case ThriftType.Struct:
                return Struct(ref bytes);
            default:
                Assert.Equal(ThriftType.List, type);
                var element = (ThriftType)Take(ref bytes, 1)[0];
                var list = new List<object>();
                for (int left = Int32(ref bytes); left > 0; left--) list.Add(Value(ref bytes, element));
                return list;
        }
    }

    private static double[] Row(object list) => [.. ((List<object>)list).Cast<double>()];

    private static string Text(ref ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(Take(ref bytes, Int32(ref bytes)));

    private static int Int32(ref ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(Take(ref bytes, 4));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        ReadOnlySpan<byte> taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }
}
