using System.Runtime.InteropServices;

namespace Workflow.Scorer.Thrift;

/// <summary>
/// Finds the end of a struct whose bytes come piece by piece, and checks its structure on the way. It keeps none of them: what a struct claims to
/// hold takes no memory before it has come.
/// </summary>
internal sealed class StructScanner
{
    /// <summary>How deep structs and containers may stand in each other. Thrift's own libraries allow as much.</summary>
    public const int MostLevels = 64;

    private readonly Level[] _levels = new Level[MostLevels];
    private int _depth;

    // What is read next, byte by byte, and what of it has come.
    private Unit _unit;
    private int _missing;
    private ulong _value;

    // Bytes that are passed over before it: nobody needs to look at them.
    private long _skip;

    /// <summary>Stands on the first byte.</summary>
    public StructScanner() => Begin(ThriftType.Struct);

    private enum Unit
    {
        FieldType,
        Length,
        ListHead,
        MapHead,
    }

    /// <summary>Whether the end was found.</summary>
    public bool IsComplete => _depth == 0;

    /// <summary>Checks a struct whose bytes are all there.</summary>
    /// <exception cref="ThriftError">It is none, it breaks off, or something follows.</exception>
    public static void Check(ReadOnlySpan<byte> bytes)
    {
        var scanner = new StructScanner();
        int length = scanner.Push(bytes);
        if (!scanner.IsComplete) throw ThriftError.Wrong("the frame ends before the message does");
        if (length < bytes.Length) throw ThriftError.Wrong($"{bytes.Length - length} bytes follow the message in its frame");
    }

    /// <summary>Takes the next bytes.</summary>
    /// <returns>How many of them belong to the struct: all until it is complete.</returns>
    /// <exception cref="ThriftError">This is no struct.</exception>
    public int Push(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && !IsComplete)
        {
            if (_skip > 0)
            {
                int passed = (int)Math.Min(_skip, bytes.Length - at);
                _skip -= passed;
                at += passed;
                continue;
            }

            _value = (_value << 8) | bytes[at++];
            if (--_missing == 0) Take(_value);
        }

        return at;
    }

    private void Take(ulong value)
    {
        switch (_unit)
        {
            case Unit.FieldType when value == (byte)ThriftType.Stop:
                Leave();
                break;
            case Unit.FieldType:
                _skip += sizeof(short);
                Begin((ThriftType)value);
                break;
            case Unit.Length:
                _skip += Size((int)value, "a text");
                End();
                break;
            case Unit.ListHead:
                BeginContainer((ThriftType)(value >> 32), (ThriftType)(value >> 32), Size((int)value, "a list"));
                break;
            default:
                BeginContainer((ThriftType)(value >> 40), (ThriftType)(byte)(value >> 32), 2 * Size((int)value, "a map"));
                break;
        }
    }

    private static long Size(int size, string what) => size >= 0 ? size : throw ThriftError.Wrong($"{what} has the size {size}");

    private void Await(Unit unit, int bytes)
    {
        _unit = unit;
        _missing = bytes;
        _value = 0;
    }

    private void Begin(ThriftType type)
    {
        switch (type)
        {
            case ThriftType.Struct:
                Enter(new Level(ThriftType.Stop, ThriftType.Stop, 0));
                Await(Unit.FieldType, sizeof(byte));
                break;
            case ThriftType.Text:
                Await(Unit.Length, sizeof(int));
                break;
            case ThriftType.List or ThriftType.Set:
                Await(Unit.ListHead, sizeof(byte) + sizeof(int));
                break;
            case ThriftType.Map:
                Await(Unit.MapHead, (2 * sizeof(byte)) + sizeof(int));
                break;
            default:
                _skip += type.Width() is > 0 and var width ? width : throw ThriftError.Wrong($"there is no type {(byte)type}");
                End();
                break;
        }
    }

    // Of a map both types take turns; of a list they are the same.
    private void BeginContainer(ThriftType even, ThriftType odd, long count)
    {
        if (count == 0)
        {
            End();
        }
        else if (even.Width() > 0 && odd.Width() > 0)
        {
            _skip += count / 2 * (even.Width() + odd.Width());
            if (count % 2 == 1) _skip += even.Width();
            End();
        }
        else
        {
            Enter(new Level(even, odd, count));
            Begin(even);
        }
    }

    // A value has ended: what follows is for its container to say.
    private void End()
    {
        if (_depth == 0) return;
        ref Level level = ref _levels[_depth - 1];
        if (level.IsStruct)
        {
            Await(Unit.FieldType, sizeof(byte));
        }
        else if (--level.Left == 0)
        {
            Leave();
        }
        else
        {
            Begin(level.Left % 2 == 0 ? level.Even : level.Odd);
        }
    }

    private void Enter(Level level)
    {
        if (_depth == MostLevels) throw ThriftError.Wrong($"values stand more than {MostLevels} levels deep in each other");
        _levels[_depth++] = level;
    }

    private void Leave()
    {
        _depth--;
        End();
    }

    /// <summary>A struct, or the elements of a container.</summary>
    /// <param name="Even">Type of the elements of which an even number is left: a map's keys. Stop for a struct.</param>
    /// <param name="Odd">Type of the others.</param>
    /// <param name="Left">How many are left.</param>
    [StructLayout(LayoutKind.Auto)]
    private record struct Level(ThriftType Even, ThriftType Odd, long Left)
    {
        public readonly bool IsStruct => Even == ThriftType.Stop;
    }
}
