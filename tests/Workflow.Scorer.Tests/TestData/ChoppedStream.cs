using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Bytes that come in pieces of one to seven.</summary>
internal sealed class ChoppedStream(ReadOnlyMemory<byte> bytes, SeededNumbers numbers) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int length = Math.Min(Math.Min(count, numbers.Between(1, 7)), bytes.Length - _at);
        bytes.Slice(_at, length).CopyTo(buffer.AsMemory(offset));
        _at += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
