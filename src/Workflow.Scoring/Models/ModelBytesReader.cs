using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workflow.Scoring.Models;

/// <summary>Takes little-endian values from bytes that nobody vouches for: what is not there is refused before it is allocated.</summary>
internal ref struct ModelBytesReader
{
    private readonly int _length;
    private ReadOnlySpan<byte> _rest;

    public ModelBytesReader(ReadOnlySpan<byte> bytes)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("models are read and written on little-endian processors only");
        _length = bytes.Length;
        _rest = bytes;
    }

    public ReadOnlySpan<T> Take<T>(long count, string what)
        where T : unmanaged
    {
        long size = count * Unsafe.SizeOf<T>();
        if (size > _rest.Length)
        {
            throw new InvalidDataException($"truncated at {what}: {size} bytes are needed and {_rest.Length} of {_length} are left");
        }

        ReadOnlySpan<byte> taken = _rest[..(int)size];
        _rest = _rest[(int)size..];
        return MemoryMarshal.Cast<byte, T>(taken);
    }

    public int TakeCount(string what, int maximum)
    {
        int count = Take<int>(1, what)[0];
        return count >= 1 && count <= maximum
            ? count
            : throw new InvalidDataException($"{what} is {count}; allowed are 1 to {maximum}");
    }

    public void SkipPadding(int multiple)
    {
        int padding = (multiple - ((_length - _rest.Length) % multiple)) % multiple;
        if (Take<byte>(padding, "the padding").ContainsAnyExcept((byte)0)) throw new InvalidDataException("the padding is not zero");
    }

    public readonly void RequireEnd()
    {
        if (_rest.Length != 0) throw new InvalidDataException($"{_rest.Length} bytes follow the end of the model");
    }
}
