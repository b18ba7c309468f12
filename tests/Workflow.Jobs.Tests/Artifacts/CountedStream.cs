namespace Workflow.Jobs.Tests.Artifacts;

/// <summary>Bytes that are nowhere in memory, and tells how many were asked for at a time.</summary>
internal sealed class CountedStream(long length) : Stream
{
    private byte _change;

    /// <summary>Most bytes that were asked for at a time.</summary>
    public int LargestRead { get; private set; }

    /// <summary>Whether it holds other bytes whenever it was read to its end.</summary>
    public bool ChangesAtEnd { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        LargestRead = Math.Max(LargestRead, count);
        int read = (int)Math.Min(count, length - Position);
        for (int i = 0; i < read; i++) buffer[offset + i] = (byte)((Position + i) ^ ((Position + i) >> 8) ^ _change);
        Position += read;
        if (read == 0 && ChangesAtEnd) _change++;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
