using System.Buffers;
using System.Net;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Brings one blob into the layout: verified on the way, and continued where the connection was cut.</summary>
/// <param name="connection">The registry.</param>
/// <param name="repository">The repository.</param>
/// <param name="blob">The blob.</param>
/// <param name="progress">Told how many of its bytes are here.</param>
internal sealed class BlobDownload(RegistryConnection connection, string repository, Descriptor blob, Action<long>? progress)
{
    private const int BufferBytes = 1 << 17;

    // A connection that brought less than this before it was cut counts as one that failed.
    private const int LeastProgress = 64 * 1024;

    private readonly RegistryCall _call = new(
        HttpMethod.Get, connection.AddressOf(repository, $"blobs/{blob.Digest}"), repository, $"fetching the blob {blob.Digest}")
    {
        Scopes = [RegistryScope.Pull(repository)],
    };

    /// <summary>Bytes that came, those included that came twice.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Fetches it.</summary>
    /// <exception cref="RegistryException">It cannot be had whole, or is not what its digest says; nothing is left of it.</exception>
    public async Task RunAsync(ImageLayout layout, CancellationToken cancellationToken)
    {
        try
        {
            await layout.AddAsync(blob, WriteAsync).ConfigureAwait(false);
        }
        catch (ImageException wrong)
        {
            throw connection.Failures.Damaged(_call, wrong.Message, wrong);
        }

        async Task WriteAsync(Stream target)
        {
            while (target.Position < blob.Size) await connection.RetryAsync(token => ContinueAsync(target, token), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ContinueAsync(Stream target, CancellationToken cancellationToken)
    {
        long before = target.Position;
        try
        {
            using HttpResponseMessage response = await connection.SendAsync(_call with { From = before }, cancellationToken).ConfigureAwait(false);
            long skip = Begin(response, before);
            using var limit = new SilenceLimit(connection.Options, cancellationToken);
            using var body = new RegistryBody(_call, connection.Failures, response, limit);
            await CopyAsync(body, skip, target, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException cut) when (cut.IsRetryable && target.Position - before >= LeastProgress)
        {
            // It goes on at once: what has come stays.
        }

        return true;
    }

    // How many bytes of the answer are here already: a registry may send all of it again.
    private long Begin(HttpResponseMessage response, long have)
    {
        bool isRest = response.StatusCode == HttpStatusCode.PartialContent;
        if (isRest && response.Content.Headers.ContentRange?.From != have) throw connection.Failures.Damaged(_call, $"it does not continue at byte {have}, where it was asked to");
        long coming = blob.Size - (isRest ? have : 0);
        if (response.Content.Headers.ContentLength is { } length && length != coming) throw connection.Failures.Damaged(_call, $"{length} bytes are to come where {coming} were promised");
        return isRest ? 0 : have;
    }

    private async Task CopyAsync(RegistryBody body, long skip, Stream target, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                BytesReceived += read;
                int skipped = (int)Math.Min(skip, read);
                skip -= skipped;
                await target.WriteAsync(buffer.AsMemory(skipped, read - skipped), cancellationToken).ConfigureAwait(false);
                progress?.Invoke(target.Position);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (target.Position < blob.Size) throw connection.Failures.Interrupted(_call, $"the answer ended after {target.Position} of {blob.Size} bytes");
    }
}
