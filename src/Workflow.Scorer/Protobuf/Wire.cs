using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Protobuf;

/// <summary>The parts of which messages of Protocol Buffers are made, each read at a place that is moved behind it.</summary>
internal static class Wire
{
    private const int LongestVarint = 10;

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="RequestException">It breaks off, or is longer than 64 bits.</exception>
    public static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int i = 0; i < LongestVarint; i++)
        {
            byte next = Take(bytes, ref at, 1)[0];
            if (i == LongestVarint - 1 && next > 1) break;
            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80) return value;
        }

        throw new RequestException($"the message is no Protocol Buffers: the number that ends at byte {at} has more than 64 bits");
    }

    /// <summary>Reads a length and so many bytes.</summary>
    /// <exception cref="RequestException">They break off.</exception>
    public static ReadOnlySpan<byte> Counted(ReadOnlySpan<byte> bytes, ref int at) => Take(bytes, ref at, Varint(bytes, ref at));

    /// <summary>Reads so many bytes.</summary>
    /// <exception cref="RequestException">They break off.</exception>
    public static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, ref int at, ulong count)
    {
        if (count > (ulong)(bytes.Length - at)) throw new RequestException($"the message is no Protocol Buffers: it breaks off at byte {bytes.Length}, {count} are expected from byte {at} on");
        ReadOnlySpan<byte> taken = bytes.Slice(at, (int)count);
        at += (int)count;
        return taken;
    }

    /// <summary>Reads what begins a field.</summary>
    /// <exception cref="RequestException">It begins no field.</exception>
    public static (int Field, WireType Type) Tag(ReadOnlySpan<byte> bytes, ref int at)
    {
        int begin = at;
        ulong tag = Varint(bytes, ref at);
        var type = (WireType)(tag & 7);
        bool isKnown = type is WireType.Varint or WireType.Fixed64 or WireType.Length or WireType.Fixed32;
        return isKnown && tag is >= 8 and <= uint.MaxValue ? ((int)(tag >> 3), type) : throw new RequestException($"the message is no Protocol Buffers: no field begins at byte {begin}");
    }

    /// <summary>Passes over a value.</summary>
    /// <exception cref="RequestException">It breaks off.</exception>
    public static void Skip(ReadOnlySpan<byte> bytes, ref int at, WireType type)
    {
        switch (type)
        {
            case WireType.Varint:
                Varint(bytes, ref at);
                break;
            case WireType.Length:
                Counted(bytes, ref at);
                break;
            default:
                Take(bytes, ref at, type == WireType.Fixed64 ? 8u : 4u);
                break;
        }
    }
}
