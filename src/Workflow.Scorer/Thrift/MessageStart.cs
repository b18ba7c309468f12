using System.Buffers;

namespace Workflow.Scorer.Thrift;

/// <summary>What stands in front of a call's arguments.</summary>
/// <param name="Header">The header.</param>
/// <param name="ArgumentBytes">Length of the arguments; null where there is no frame.</param>
internal sealed record MessageStart(MessageHeader Header, long? ArgumentBytes)
{
    // Both are what the fifth byte of a frame can be, which is the first of its message, and no character of a method's name.
    private const byte FirstOfVersion = 0x80;
    private const byte LastOfLength = 0x1F;

    /// <summary>
    /// Tells from a connection's first bytes which transport it has. The first bit is set in a message that begins with the protocol's version, and in
    /// no length of a frame. Messages without a version begin with the length of the method's name: the fifth byte is a letter then, unless the first four
    /// were the length of a frame.
    /// </summary>
    /// <returns>Null where more must come first.</returns>
    public static Transport? Recognize(SequenceReader<byte> reader)
    {
        if (!reader.TryPeek(out byte first)) return null;
        if (first >= FirstOfVersion) return Transport.Buffered;
        if (!reader.TryPeek(sizeof(int), out byte fifth)) return null;
        return fifth is <= LastOfLength or FirstOfVersion ? Transport.Framed : Transport.Buffered;
    }

    /// <summary>Reads the length of the frame, where there is one, and the header.</summary>
    /// <param name="reader">Stands on their first byte; behind them where they are whole.</param>
    /// <param name="transport">The transport.</param>
    /// <returns>Null where the rest has not come yet.</returns>
    /// <exception cref="ThriftError">No call begins like this.</exception>
    public static MessageStart? TryRead(ref SequenceReader<byte> reader, Transport transport)
    {
        int frame = 0;
        if (transport == Transport.Framed && !reader.TryReadBigEndian(out frame)) return null;
        if (frame < 0) throw ThriftError.Wrong($"a frame has the length {frame}");
        long begin = reader.Consumed, come = reader.Remaining;
        MessageHeader? header = MessageHeader.TryRead(ref reader);
        if (transport == Transport.Buffered) return header is null ? null : new MessageStart(header, null);
        long left = frame - (header is null ? come : reader.Consumed - begin);
        if (left < 0 || (header is null && left == 0)) throw ThriftError.Wrong("the frame ends before the message does");
        return header is null ? null : new MessageStart(header, left);
    }
}
