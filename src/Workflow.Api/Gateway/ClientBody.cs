using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Gateway;

/// <summary>
/// The body of a client's request, handed on while it comes: nothing more is read before the target has taken what there is. Its beginning is kept
/// where the request may have to be sent once more.
/// </summary>
/// <param name="request">The request.</param>
/// <param name="mostKept">The longest body that is kept; 0 for none.</param>
/// <param name="limit">Runs while it is the target's turn.</param>
internal sealed class ClientBody(HttpRequest request, int mostKept, SilenceLimit limit) : IDisposable
{
    private byte[]? _kept;
    private int _length;
    private bool _isLost = mostKept == 0 || request.ContentLength > mostKept;
    private bool _isBegun;

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
        if (_length > 0) await target.WriteAsync(_kept.AsMemory(0, _length), cancellationToken).ConfigureAwait(false);
        PipeReader client = request.BodyReader;
        while (true)
        {
            ReadResult read = await ReadAsync(client, target, cancellationToken).ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                Keep(piece.Span);
                await target.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            }

            client.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
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
                limit.Restart();
                return ready;
            }
        }
        catch (IOException broken)
        {
            Problem = broken;
            throw;
        }

        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
        limit.Pause();
        try
        {
            ReadResult read = await client.ReadAsync(cancellationToken).ConfigureAwait(false);
            limit.Restart();
            return read;
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            Problem = broken;
            throw;
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
