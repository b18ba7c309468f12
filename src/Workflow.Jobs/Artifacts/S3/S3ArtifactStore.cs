using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;
using Workflow.Jobs.Artifacts.Locations;
using Workflow.Training.Files;

namespace Workflow.Jobs.Artifacts.S3;

/// <summary>
/// Artifacts as objects of a bucket: <c>prefix/sha256/ab/abcdef...</c>. An object appears when it is whole, and is verified whenever it is read;
/// files are local copies, verified again whenever they are asked for.
/// </summary>
internal sealed class S3ArtifactStore : IArtifactStore, IDisposable
{
    /// <summary>How long the server may be silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // An upload may take longer, by its size: 100 kB/s is a bad connection, less is none.
    private const double LeastBytesPerSecond = 100_000;

    // The SDK tries again until the headers of an answer are there; what is cut after that is ours to ask for again.
    private const int Attempts = 3;

    private readonly S3Artifacts _bucket;
    private readonly IAmazonS3 _client;
    private readonly DirectoryArtifactStore _copies;
    private readonly TimeProvider _time;

    /// <summary>Creates the store, which disposes the client with itself.</summary>
    public S3ArtifactStore(S3Artifacts bucket, IAmazonS3 client, DirectoryArtifactStore copies, TimeProvider time)
    {
        _bucket = bucket;
        _client = client;
        _copies = copies;
        _time = time;
    }

    /// <inheritdoc/>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using MemoryStream content = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        return await PutAsync(content, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> PutAsync(Stream content, CancellationToken cancellationToken)
    {
        content.Position = 0;
        string digest = await Sha256Hex.OfAsync(content, cancellationToken).ConfigureAwait(false);
        GetObjectMetadataResponse? there = await HeadAsync(digest, cancellationToken).ConfigureAwait(false);

        // Without a sum of the server's there is no knowing: the same bytes again do no harm.
        if (there?.ContentLength == content.Length && SumOf(there) == ToBase64(digest)) return digest;
        TimeSpan limit = Patience + TimeSpan.FromSeconds(content.Length / LeastBytesPerSecond);

        // If we die here, no object is there, or the old one: the server takes whole bodies only, whose sum is the one we name.
        await CallAsync(limit, token => _client.PutObjectAsync(PutOf(digest, content), token), cancellationToken).ConfigureAwait(false);
        return digest;
    }

    /// <inheritdoc/>
    public async Task<bool> ContainsAsync(string digest, CancellationToken cancellationToken) =>
        await HeadAsync(digest, cancellationToken).ConfigureAwait(false) is { } there && (SumOf(there) is not { } sum || sum == ToBase64(digest));

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await DownloadAsync(digest, bytes, cancellationToken).ConfigureAwait(false);
        return bytes.TryGetBuffer(out ArraySegment<byte> all) && all.Count == all.Array!.Length ? all.Array : bytes.ToArray();
    }

    /// <inheritdoc/>
    public async Task<string> FileAsync(string digest, CancellationToken cancellationToken) =>
        await _copies.FileAsync(digest, stream => DownloadAsync(digest, stream, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private PutObjectRequest PutOf(string digest, Stream content) => new()
    {
        BucketName = _bucket.Name,
        Key = KeyOf(digest),
        InputStream = content,
        AutoCloseStream = false,
        ContentType = "application/octet-stream",
        ChecksumSHA256 = ToBase64(digest),

        // Servers other than Amazon's do not all know bodies in signed chunks.
        UseChunkEncoding = false,
    };

    private async Task<GetObjectMetadataResponse?> HeadAsync(string digest, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = _bucket.Name, Key = KeyOf(digest), ChecksumMode = ChecksumMode.ENABLED };
        try
        {
            return await CallAsync(Patience, token => _client.GetObjectMetadataAsync(request, token), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception missing) when (S3Failures.IsMissing(missing))
        {
            return null;
        }
    }

    private async Task DownloadAsync(string digest, Stream target, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            using GetObjectResponse answer = await GetAsync(digest, cancellationToken).ConfigureAwait(false);
            target.SetLength(0);
            if (target is MemoryStream memory) memory.Capacity = answer.ContentLength <= Array.MaxLength ? (int)answer.ContentLength : throw Damaged(digest);
            try
            {
                string actual = await CopyAsync(answer.ResponseStream, target, cancellationToken).ConfigureAwait(false);
                if (actual == digest) return;
                throw Damaged(digest);
            }
            catch (ArtifactException cut) when (cut.IsRetryable && attempt < Attempts)
            {
                // Asked for again, from its beginning.
            }
        }
    }

    private async Task<GetObjectResponse> GetAsync(string digest, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = _bucket.Name, Key = KeyOf(digest) };
        try
        {
            return await CallAsync(Patience, token => _client.GetObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception missing) when (S3Failures.IsMissing(missing))
        {
            throw new ArtifactException(
                $"artifact {digest} cannot be read: {AddressOf(digest)} does not exist. Run the pipeline again with --no-cache to make it anew.", missing);
        }
    }

    // Failures of the target, such as a full disk, are not the connection's and pass through.
    private async Task<string> CopyAsync(Stream body, Stream target, CancellationToken cancellationToken)
    {
        using var deadline = new S3Deadline(Patience, _time, cancellationToken);
        return await Sha256Hex.CopyAsync(ReadAsync, target, cancellationToken).ConfigureAwait(false);

        async ValueTask<int> ReadAsync(Memory<byte> buffer)
        {
            int read = await this.ReadAsync(body, buffer, deadline.Token, cancellationToken).ConfigureAwait(false);
            if (read > 0) deadline.Restart();
            return read;
        }
    }

    private async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, deadline).ConfigureAwait(false);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            throw S3Failures.Cut(_bucket, cut);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw S3Failures.TooLate(_bucket, late);
        }
    }

    private async Task<T> CallAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new S3Deadline(limit, _time, cancellationToken);
        try
        {
            return await call(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw S3Failures.TooLate(_bucket, late);
        }
        catch (AmazonS3Exception missing) when (S3Failures.IsMissing(missing))
        {
            throw;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (S3Failures.Explain(failure, _bucket) is { } explained) throw explained;
            throw;
        }
    }

    // Of the whole object: a sum of the sums of parts says nothing here.
    private static string? SumOf(GetObjectMetadataResponse there) =>
        there.ChecksumSHA256 is { Length: > 0 } sum && !sum.Contains('-', StringComparison.Ordinal) ? sum : null;

    private static string ToBase64(string digest) => Convert.ToBase64String(Convert.FromHexString(digest));

    private ArtifactException Damaged(string digest) => new(
        $"artifact {digest} is damaged: the bytes of {AddressOf(digest)} do not match its name. Delete that object and run the pipeline again to make it anew.");

    private string KeyOf(string digest) =>
        Sha256Hex.IsValid(digest) ? _bucket.KeyOf(digest) : throw new ArtifactException($"'{digest}' is not a digest");

    private string AddressOf(string digest) => _bucket.AddressOf(KeyOf(digest));
}
