using System.Text.Json;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Images.Distribution;

/// <summary>
/// Speaks to one registry by the OCI Distribution API (1.1; what Docker Registry 2 knows of it is enough). Safe for use by several at once.
/// Whatever goes wrong is a <see cref="RegistryException"/>, after what may pass has been tried again.
/// </summary>
public sealed class RegistryClient : IDisposable
{
    private readonly RegistryConnection _connection;
    private readonly ManifestCalls _manifests;
    private readonly ReferrerCalls _referrers;

    /// <summary>Sets it up; nothing is called yet.</summary>
    /// <exception cref="RegistryException">An option cannot be used.</exception>
    public RegistryClient(RegistryOptions options)
    {
        _connection = new RegistryConnection(options);
        _manifests = new ManifestCalls(_connection);
        _referrers = new ReferrerCalls(_connection);
    }

    /// <summary>How the registry is spoken to.</summary>
    public RegistryOptions Options => _connection.Options;

    /// <summary>Digest of a manifest; null where it is not there.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">Cancels asking.</param>
    public Task<string?> FindManifestAsync(string repository, string reference, CancellationToken cancellationToken) =>
        _manifests.FindAsync(repository, reference, cancellationToken);

    /// <summary>A manifest, whose bytes are those that were asked for.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellationToken">Cancels asking.</param>
    public async Task<RegistryManifest> GetManifestAsync(string repository, string reference, CancellationToken cancellationToken) =>
        (await _manifests.GetAsync(repository, reference, mayBeMissing: false, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Puts a manifest, whose blobs must be there.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="reference">A tag, or the manifest's digest.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    public async Task PutManifestAsync(string repository, string reference, RegistryManifest manifest, CancellationToken cancellationToken) =>
        await _manifests.PutAsync(repository, reference, manifest.MediaType, manifest.Bytes, manifest.Digest, cancellationToken).ConfigureAwait(false);

    /// <summary>Whether a repository has a blob.</summary>
    public Task<bool> HasBlobAsync(string repository, string digest, CancellationToken cancellationToken) =>
        new BlobCalls(_connection).FindAsync(repository, digest, cancellationToken);

    /// <summary>Sends a blob of the layout, unless the repository has it or the registry can take it over from another repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="layout">Where it is.</param>
    /// <param name="mountFrom">A repository of the same registry that may have it; null for none.</param>
    /// <param name="progress">Told how far it has come; may be null.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="ImageException">The blob in the layout is missing or damaged.</exception>
    public async Task<BlobTransfer> UploadBlobAsync(
        string repository, Descriptor blob, ImageLayout layout, string? mountFrom, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        if (await HasBlobAsync(repository, blob.Digest, cancellationToken).ConfigureAwait(false)) return new BlobTransfer(blob, BlobOutcome.Existing, 0);
        var file = new FileInfo(layout.BlobPath(blob.Digest));
        if (!file.Exists) throw new ImageException($"the blob {blob.Digest} is not among this machine's images: build or pull the image again");
        if (file.Length != blob.Size) throw new ImageException($"the blob {blob.Digest} in this machine's images is damaged: it has {file.Length} bytes, not {blob.Size}");
        var upload = new BlobUpload(_connection, repository, blob, file.FullName, done => progress?.Report(new TransferProgress(blob, done)));
        BlobOutcome outcome = await upload.RunAsync(mountFrom, cancellationToken).ConfigureAwait(false);
        return new BlobTransfer(blob, outcome, upload.BytesSent);
    }

    /// <summary>Brings a blob into the layout, unless it is there. It appears there whole and verified, or not at all.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="layout">Where it is to be.</param>
    /// <param name="progress">Told how far it has come; may be null.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    public async Task<BlobTransfer> DownloadBlobAsync(
        string repository, Descriptor blob, ImageLayout layout, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        if (await layout.ContainsWholeAsync(blob, cancellationToken).ConfigureAwait(false)) return new BlobTransfer(blob, BlobOutcome.Existing, 0);
        var download = new BlobDownload(_connection, repository, blob, done => progress?.Report(new TransferProgress(blob, done)));
        await download.RunAsync(layout, cancellationToken).ConfigureAwait(false);
        return new BlobTransfer(blob, BlobOutcome.Transferred, download.BytesReceived);
    }

    /// <summary>The tags of a repository, in whatever order the registry has them.</summary>
    /// <exception cref="RegistryException">Above all: there is no such repository.</exception>
    public async Task<IReadOnlyList<string>> ListTagsAsync(string repository, CancellationToken cancellationToken) =>
        await new PagedCalls(_connection).ReadAsync(
            repository, "tags/list?n=1000", "listing the tags", "application/json", mayBeMissing: false, ReadTags, cancellationToken).ConfigureAwait(false) ?? [];

    /// <summary>The manifests that are about one, such as its signatures.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="digest">Digest of that manifest.</param>
    /// <param name="cancellationToken">Cancels asking.</param>
    public Task<IReadOnlyList<IndexedManifest>> ListReferrersAsync(string repository, string digest, CancellationToken cancellationToken) =>
        _referrers.ListAsync(repository, digest, cancellationToken);

    /// <summary>Puts a manifest that is about another one, whose blobs must be there.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="referrer">The manifest; it names a subject.</param>
    /// <param name="cancellationToken">Cancels sending.</param>
    /// <exception cref="ImageException">It names none.</exception>
    public Task PutReferrerAsync(string repository, RegistryManifest referrer, CancellationToken cancellationToken) => referrer.Subject is null
        ? throw new ImageException($"the manifest {referrer.Digest} is about no other: it names no subject")
        : _referrers.PutAsync(repository, referrer, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _referrers.Dispose();
        _connection.Dispose();
    }

    // A repository whose last tag was deleted has null for a list.
    private static IEnumerable<string> ReadTags(JsonElement page) =>
        page.GetProperty("tags") is { ValueKind: JsonValueKind.Array } tags ? tags.EnumerateArray().Select(tag => tag.GetString() ?? string.Empty) : [];
}
