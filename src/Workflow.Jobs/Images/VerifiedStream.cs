using System.Security.Cryptography;

namespace Workflow.Jobs.Images;

/// <summary>Takes the bytes of a blob on their way into a file: no more than its descriptor names, and in the end those that it names.</summary>
internal sealed class VerifiedStream(Stream target, Descriptor blob) : Stream
{
    private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    /// <summary>How many bytes have come.</summary>
    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    /// <summary>To be called when nothing more will come.</summary>
    /// <exception cref="ImageException">These are not the blob's bytes.</exception>
    public void RequireWhole()
    {
        if (_written != blob.Size) throw new ImageException($"the blob {blob.Digest} is damaged: {_written} bytes came where {blob.Size} were promised");
        string digest = $"sha256:{Convert.ToHexStringLower(_sum.GetHashAndReset())}";
        if (digest != blob.Digest) throw new ImageException($"the blob {blob.Digest} is damaged: the digest of what came is {digest}");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Take(buffer);
        target.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Take(buffer.Span);
        await target.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => target.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _sum.Dispose();
        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (_written + bytes.Length > blob.Size) throw new ImageException($"the blob {blob.Digest} is damaged: more than the {blob.Size} promised bytes came");
        _sum.AppendData(bytes);
        _written += bytes.Length;
    }
}
