using System.Globalization;
using System.Net;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>
/// Sends one blob in pieces. Where a connection is cut the registry is asked how much it has, and gets the rest; one that has forgotten the
/// upload, as docker-registry 2 does when it was cut within a piece, gets it from the beginning.
/// </summary>
/// <param name="connection">The registry.</param>
/// <param name="repository">The repository.</param>
/// <param name="blob">The blob.</param>
/// <param name="path">Its file.</param>
/// <param name="progress">Told how many of its bytes are there, or on their way.</param>
internal sealed class BlobUpload(RegistryConnection connection, string repository, Descriptor blob, string path, Action<long>? progress)
{
    private const string LeastPieceHeader = "OCI-Chunk-Min-Length";
    private const string WrongDigest = "DIGEST_INVALID";

    private static readonly HttpStatusCode[] Lost =
        [HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.MethodNotAllowed, HttpStatusCode.Gone];

    private Uri _location = connection.AddressOf(repository, "blobs/uploads/");
    private int _piece = connection.Options.ChunkBytes;
    private long _offset;
    private long _furthest;
    private int _restarts;

    // Something was sent whose answer has not come: the registry may have any part of it.
    private bool _isUnsure;

    // It went on in the middle, by the registry's word. If that was wrong, so is the whole.
    private bool _wasResumed;
    private bool _isSpoilt;

    // A piece may still be on its way out when its answer has come.
    private long _sent;

    /// <summary>Bytes that were sent, those included that were sent twice.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    /// <summary>Sends it, unless the registry can take it over from another of its repositories.</summary>
    /// <param name="mountFrom">That repository; null for none.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="RegistryException">The registry refuses, or cannot be reached.</exception>
    /// <exception cref="ImageException">The file is not what the descriptor says.</exception>
    public async Task<BlobOutcome> RunAsync(string? mountFrom, CancellationToken cancellationToken)
    {
        if (await connection.RetryAsync(token => BeginAsync(mountFrom, token), cancellationToken).ConfigureAwait(false)) return BlobOutcome.Mounted;
        do
        {
            while (_offset < blob.Size) await connection.RetryAsync(SendNextAsync, cancellationToken).ConfigureAwait(false);
        }
        while (!await connection.RetryAsync(FinishAsync, cancellationToken).ConfigureAwait(false));
        return BlobOutcome.Transferred;
    }

    private RegistryCall Call(HttpMethod method, Uri address, params HttpStatusCode[] expected) => new(method, address, repository, $"sending the blob {blob.Digest}")
    {
        Scopes = [RegistryScope.Push(repository)],
        Expected = expected,
    };

    // True where nothing needs to be sent.
    private async Task<bool> BeginAsync(string? mountFrom, CancellationToken cancellationToken)
    {
        string mount = mountFrom is null ? string.Empty : $"?mount={Uri.EscapeDataString(blob.Digest)}&from={Uri.EscapeDataString(mountFrom)}";
        RegistryCall call = Call(HttpMethod.Post, connection.AddressOf(repository, $"blobs/uploads/{mount}"));
        if (mountFrom is not null) call = call with { Scopes = [.. call.Scopes, RegistryScope.Pull(mountFrom)] };
        using HttpResponseMessage response = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Created) return true;
        _location = connection.LocationOf(call, response);
        _offset = 0;
        _isUnsure = _wasResumed = _isSpoilt = false;
        if (response.Headers.TryGetValues(LeastPieceHeader, out IEnumerable<string>? values)
            && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out int least))
        {
            _piece = Math.Max(_piece, least);
        }

        return false;
    }

    private async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        if (_isUnsure) await FindOffsetAsync(cancellationToken).ConfigureAwait(false);
        long from = _offset;
        int length = (int)Math.Min(_piece, blob.Size - from);
        if (length == 0) return true;
        RegistryCall call = Call(HttpMethod.Patch, _location, Lost) with { Content = moved => new BlobPiece(path, from, length, Count(from, moved)) };
        _isUnsure = true;
        using HttpResponseMessage response = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw await OutOfStepAsync(call, response, cancellationToken).ConfigureAwait(false);
        _location = connection.LocationOf(call, response);
        long end = from + length;
        long has = UploadRange.Read(response) is { } said && !(said == 0 && end == 1) ? said : end;
        if (has <= from || has > end) throw connection.Failures.Interrupted(call, $"the registry says that it has {has} bytes where it was sent {end}");
        _offset = has;
        _isUnsure = false;
        progress?.Invoke(_offset);
        return true;
    }

    private Action<int> Count(long from, Action moved)
    {
        long sent = from;
        return bytes =>
        {
            moved();
            Interlocked.Add(ref _sent, bytes);
            sent += bytes;
            progress?.Invoke(sent);
        };
    }

    private async Task FindOffsetAsync(CancellationToken cancellationToken)
    {
        RegistryCall call = Call(HttpMethod.Get, _location, Lost);
        if (_isSpoilt)
        {
            await BeginAnewAsync(call, cancellationToken).ConfigureAwait(false);
            return;
        }

        using HttpResponseMessage response = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode || UploadRange.Read(response) is not { } has || has > blob.Size)
        {
            await BeginAnewAsync(call, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (response.Headers.Location is not null) _location = connection.LocationOf(call, response);
        _offset = has;
        _isUnsure = false;
        _wasResumed = true;
    }

    private async Task BeginAnewAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        // Over a bad line it counts as an advance to have come further than ever before.
        if (_offset > _furthest) (_furthest, _restarts) = (_offset, 0);
        if (++_restarts > connection.Options.Attempts)
        {
            throw connection.Failures.Interrupted(
                call,
                $"the registry has forgotten the upload {_restarts} times, after {_furthest} of {blob.Size} bytes at most. Send smaller pieces, or mend the connection");
        }

        if (await BeginAsync(null, cancellationToken).ConfigureAwait(false)) _offset = blob.Size;
    }

    // True where the registry has the blob, false where it has to be sent again.
    private async Task<bool> FinishAsync(CancellationToken cancellationToken)
    {
        if (_isUnsure)
        {
            if (await new BlobCalls(connection).FindOnceAsync(repository, blob.Digest, cancellationToken).ConfigureAwait(false)) return true;
            await FindOffsetAsync(cancellationToken).ConfigureAwait(false);
            if (_offset < blob.Size) return false;
        }

        RegistryCall call = Call(HttpMethod.Put, WithDigest(_location), Lost);
        _isUnsure = true;
        using HttpResponseMessage response = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw await OutOfStepAsync(call, response, cancellationToken).ConfigureAwait(false);
        if (ContentDigest.Read(response) is { } kept && kept != blob.Digest)
            throw connection.Failures.Damaged(call, $"it took {blob.Digest} for {kept}");
        return true;
    }

    // The registry does not know the upload as we do: it is asked, or told anew. What it refuses for another reason stays refused.
    private async Task<RegistryException> OutOfStepAsync(RegistryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        RegistryException refusal = await connection.RefusedAsync(call, response, cancellationToken).ConfigureAwait(false);
        if (refusal.RegistryCode == WrongDigest && $"sha256:{await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false)}" != blob.Digest)
            throw new ImageException($"the blob {blob.Digest} in this machine's images is damaged: its bytes no longer match its digest. Build the image again.", refusal);
        _isSpoilt = _wasResumed && response.StatusCode == HttpStatusCode.BadRequest;
        bool mayHelp = _isSpoilt || response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.Gone;
        return mayHelp ? connection.Failures.Interrupted(call, refusal.Message) : refusal;
    }

    private Uri WithDigest(Uri location)
    {
        string before = location.Query is { Length: > 1 } query ? $"{query}&" : "?";
        return new UriBuilder(location) { Query = $"{before}digest={Uri.EscapeDataString(blob.Digest)}" }.Uri;
    }
}
