using System.Buffers;
using System.Runtime.InteropServices;

namespace Workflow.Scoring.Models;

/// <summary>Collects little-endian values.</summary>
internal sealed class ModelBytesWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ModelBytesWriter()
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("models are read and written on little-endian processors only");
    }

    public void Add(int value) => Add<int>([value]);

    public void Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged => _bytes.Write(MemoryMarshal.AsBytes(values));

    public void Pad(int multiple)
    {
        while (_bytes.WrittenCount % multiple != 0) _bytes.Write<byte>([0]);
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
