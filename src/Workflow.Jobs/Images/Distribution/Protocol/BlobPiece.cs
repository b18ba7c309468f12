using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Win32.SafeHandles;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>A piece of a file as the body of a request, read while it is sent.</summary>
internal sealed class BlobPiece : HttpContent
{
    private const int BufferBytes = 64 * 1024;
    private readonly string _path;
    private readonly long _from;
    private readonly int _length;
    private readonly Action<int> _sent;

    /// <summary>Describes a piece.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">Its first byte.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="sent">Told how many bytes have gone out since it was told last.</param>
    public BlobPiece(string path, long from, int length, Action<int> sent)
    {
        (_path, _from, _length, _sent) = (path, from, length, sent);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

        // As registries want it, which is not what HTTP says of this header.
        Headers.TryAddWithoutValidation("Content-Range", $"{from}-{from + length - 1}");
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using SafeFileHandle file = Open();
            for (int done = 0; done < _length;)
            {
                int read = await ReadAsync(file, buffer.AsMemory(0, Math.Min(BufferBytes, _length - done)), _from + done, cancellationToken).ConfigureAwait(false);
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                done += read;
                _sent(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    // A failure of this machine's disk must not pass for one of the connection, which would be tried again.
    private SafeFileHandle Open()
    {
        try
        {
            return File.OpenHandle(_path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(unreadable);
        }
    }

    private async ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long from, CancellationToken cancellationToken)
    {
        try
        {
            int read = await RandomAccess.ReadAsync(file, buffer, from, cancellationToken).ConfigureAwait(false);
            return read > 0 ? read : throw new ImageException($"the blob {Path.GetFileName(_path)} is damaged: it is shorter than its descriptor says");
        }
        catch (IOException unreadable)
        {
            throw Unreadable(unreadable);
        }
    }

    private ImageException Unreadable(Exception cause) => new($"the blob {Path.GetFileName(_path)} cannot be read: {cause.Message}", cause);
}
