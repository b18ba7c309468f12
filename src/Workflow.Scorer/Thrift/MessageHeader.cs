using System.Buffers;

namespace Workflow.Scorer.Thrift;

/// <summary>What stands in front of a call's arguments.</summary>
/// <param name="IsStrict">Whether it begins with the protocol's version, as clients write it today; the answer does then, too.</param>
/// <param name="Type">A call, or one that is not answered.</param>
/// <param name="Method">Name of the method, UTF-8.</param>
/// <param name="SequenceId">Number of the call, which its answer repeats.</param>
internal sealed record MessageHeader(bool IsStrict, MessageType Type, byte[] Method, int SequenceId)
{
    /// <summary>Most bytes of a method's name: it is kept, and stands in the answer.</summary>
    public const int LongestMethod = 4096;

    private const uint Version = 0x8001_0000;
    private const uint VersionMask = 0xFFFF_0000;

    /// <summary>Bytes that it has in the answer.</summary>
    public int AnswerBytes => Method.Length + (IsStrict ? 12 : 9);

    /// <summary>The header of a message that is none.</summary>
    public static MessageHeader Unreadable => new(true, MessageType.Call, [], 0);

    /// <summary>Reads a header.</summary>
    /// <param name="reader">Stands on its first byte; behind it where it is whole.</param>
    /// <returns>Null where the rest has not come yet.</returns>
    /// <exception cref="ThriftError">It is none.</exception>
    public static MessageHeader? TryRead(ref SequenceReader<byte> reader)
    {
        if (!reader.TryReadBigEndian(out int first)) return null;
        bool isStrict = first < 0;
        if (isStrict && ((uint)first & VersionMask) != Version)
        {
            throw ThriftError.Wrong($"version 0x{(uint)first >> 16:x4} is not that of the binary protocol, 0x8001");
        }

        int length = first;
        if (isStrict && !reader.TryReadBigEndian(out length)) return null;
        if (length is < 0 or > LongestMethod) throw ThriftError.Wrong($"a method's name has {length} bytes; allowed are {LongestMethod}");
        if (!reader.TryReadExact(length, out ReadOnlySequence<byte> name)) return null;
        byte type = (byte)first;
        if (!isStrict && !reader.TryRead(out type)) return null;
        return reader.TryReadBigEndian(out int sequenceId) ? new MessageHeader(isStrict, (MessageType)type, name.ToArray(), sequenceId) : null;
    }

    /// <summary>Writes the header of the answer.</summary>
    public void WriteAnswer(IBufferWriter<byte> output, MessageType type)
    {
        if (IsStrict) output.WriteInt32((int)(Version | (uint)type));
        output.WriteText(Method);
        if (!IsStrict) output.WriteByte((byte)type);
        output.WriteInt32(SequenceId);
    }
}
