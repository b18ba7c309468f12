using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Gateway;

/// <summary>
/// The body of a client's request, handed on while it comes: nothing more is read before the target has taken what there is. A body that is short enough to
/// be kept, where the request may have to be sent once more, is awaited and handed on as a whole.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="mostKept">The longest body that is kept; 0 for none.</param>
/// <param name="limit">Runs while it is the target's turn.</param>
internal sealed class ClientBody(HttpRequest request, int mostKept, SilenceLimit limit) : IDisposable
{
    // What comes in many small pieces is cheaper to hand on in few.
    private const int Piece = 32 << 10;

    private readonly bool _isShort = request.ContentLength <= mostKept;
    private byte[]? _kept;
    private int _length;
    private bool _isLost = mostKept == 0 || request.ContentLength > mostKept;
    private bool _isBegun;
    private long _read;

    /// <summary>Whether it can be sent from its beginning: nothing of it was read, or whatever was read is kept.</summary>
    public bool IsWhole => !_isBegun || !_isLost;

    /// <summary>Why it could not be read from the client; null where it could.</summary>
    public Exception? Problem { get; private set; }

    /// <summary>A copy of all of it, once it was handed on; null where it was not kept.</summary>
    public byte[]? Copy() => _isLost || _kept is null ? null : _kept.AsSpan(0, _length).ToArray();

    /// <summary>Hands it on from its beginning to its end.</summary>
    public async Task CopyToAsync(Stream target, CancellationToken cancellationToken)
    {
        _isBegun = true;
        if (_length > 0 && !_isShort) await target.WriteAsync(_kept.AsMemory(0, _length), cancellationToken).ConfigureAwait(false);
        PipeReader client = request.BodyReader;
        bool isOver = false;
        while (!isOver)
        {
            ReadResult read = await ReadAsync(client, target, cancellationToken).ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> piece in read.Buffer) Keep(piece.Span);
            if (!_isShort) await WriteAsync(target, read.Buffer, cancellationToken).ConfigureAwait(false);
            _read += read.Buffer.Length;
            client.AdvanceTo(read.Buffer.End);
            isOver = read.IsCompleted;
        }

        if (_isShort) await target.WriteAsync(_kept.AsMemory(0, _length), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();

    // What the target has so far is sent off before more of the client is awaited.
    private async ValueTask<ReadResult> ReadAsync(PipeReader client, Stream target, CancellationToken cancellationToken)
    {
        try
        {
            if (client.TryRead(out ReadResult ready))
            {
                if (ready.IsCompleted || ready.Buffer.Length >= FewestBytes)
                {
                    limit.Restart();
                    return ready;
                }

                client.AdvanceTo(ready.Buffer.Start, ready.Buffer.End);
            }
        }
        catch (IOException broken)
        {
            Problem = broken;
            throw;
        }

        if (!_isShort) await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        limit.Pause();
        try
        {
            ReadResult read = await client.ReadAtLeastAsync(FewestBytes, cancellationToken).ConfigureAwait(false);
            limit.Restart();
            return read;
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            Problem = broken;
            throw;
        }
    }

    // Of a body whose length is not told nobody knows whether there will be more.
    private int FewestBytes => request.ContentLength is { } length ? (int)Math.Clamp(length - _read, 1, Piece) : 1;

    private static async ValueTask WriteAsync(Stream target, ReadOnlySequence<byte> pieces, CancellationToken cancellationToken)
    {
        if (pieces.IsSingleSegment)
        {
            await target.WriteAsync(pieces.First, cancellationToken).ConfigureAwait(false);
            return;
        }

        byte[] one = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (!pieces.IsEmpty)
            {
                ReadOnlySequence<byte> next = pieces.Slice(0, Math.Min(pieces.Length, one.Length));
                next.CopyTo(one);
                await target.WriteAsync(one.AsMemory(0, (int)next.Length), cancellationToken).ConfigureAwait(false);
                pieces = pieces.Slice(next.End);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(one, clearArray: true);
        }
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (_isLost) return;
        if (_length + piece.Length > mostKept)
        {
            Forget();
            _isLost = true;
            return;
        }

        _kept ??= ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength ?? mostKept, mostKept));
        piece.CopyTo(_kept.AsSpan(_length));
        _length += piece.Length;
    }

    private void Forget()
    {
        if (_kept is { } kept) ArrayPool<byte>.Shared.Return(kept, clearArray: true);
        (_kept, _length) = (null, 0);
    }
}
