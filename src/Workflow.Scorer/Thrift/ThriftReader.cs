using System.Buffers.Binary;

namespace Workflow.Scorer.Thrift;

/// <summary>Reads values, one after the other.</summary>
/// <param name="bytes">Values whose structure was checked.</param>
/// <param name="at">Where the first one begins.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes, int at)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next value begins.</summary>
    public int At { get; private set; } = at;

    /// <summary>Reads what stands in front of a field.</summary>
    /// <returns>Whether there is one; false at the end of the struct.</returns>
    public bool ReadField(out ThriftType type, out short id)
    {
        type = ReadType();
        id = type == ThriftType.Stop ? (short)0 : ReadInt16();
        return type != ThriftType.Stop;
    }

    /// <summary>Reads what stands in front of a list's elements.</summary>
    public (ThriftType Type, int Count) ReadList() => (ReadType(), ReadInt32());

    public ThriftType ReadType() => (ThriftType)ReadByte();

    public byte ReadByte() => Take(sizeof(byte))[0];

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    /// <summary>Reads a text's bytes, which need not be UTF-8.</summary>
    public ReadOnlySpan<byte> ReadText() => Take(ReadInt32());

    /// <summary>Passes over a value. That values do not stand too deep in each other was checked.</summary>
    public void Skip(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.Text:
                ReadText();
                break;
            case ThriftType.Struct:
                while (ReadField(out ThriftType field, out _)) Skip(field);
                break;
            case ThriftType.Map:
                (ThriftType key, ThriftType value) = (ReadType(), ReadType());
                for (int left = ReadInt32(); left > 0; left--)
                {
                    Skip(key);
                    Skip(value);
                }

                break;
            case ThriftType.List or ThriftType.Set:
                (ThriftType element, int count) = ReadList();
                if (element.Width() > 0) Take(count * element.Width());
                else while (count-- > 0) Skip(element);
                break;
            default:
                Take(type.Width());
                break;
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _bytes.Slice(At, length);
        At += length;
        return taken;
    }
}
