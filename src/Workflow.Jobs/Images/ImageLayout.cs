using System.IO.Compression;
using System.Text.Json;
using Workflow.Jobs.Home;
using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images;

/// <summary>A directory of images in the OCI image layout: blobs by digest, and an index that names the manifests.</summary>
public sealed class ImageLayout(WorkflowHome home)
{
    /// <summary>Annotation of a manifest that holds the image's name.</summary>
    public const string TitleAnnotation = "org.opencontainers.image.title";

    private const string ReferenceAnnotation = "org.opencontainers.image.ref.name";
    internal const int LargestManifestBytes = 1 << 20;
    private readonly ContentFiles _files = new(Path.Combine(home.Path, "sweep.lock"));

    private string IndexPath => Path.Combine(home.Images, "index.json");

    /// <summary>Name and tag of an image: the tag is the beginning of its manifest's digest.</summary>
    public static string ReferenceOf(string title, string manifestDigest) => $"workflow/{title}:{manifestDigest[7..19]}";

    /// <summary>Path of a blob.</summary>
    /// <param name="digest">Its digest, with or without <c>sha256:</c>.</param>
    public string BlobPath(string digest)
    {
        string hex = digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest[7..] : digest;
        if (!Sha256Hex.IsValid(hex)) throw new ImageException($"'{digest}' is not a digest");
        return Path.Combine(home.Images, "blobs", "sha256", hex);
    }

    /// <summary>Whether a blob is there.</summary>
    public bool Contains(string digest) => File.Exists(BlobPath(digest));

    /// <summary>Makes a blob count as new, so that it is not removed for a while.</summary>
    /// <returns>Whether it is there.</returns>
    public bool Touch(string digest) => _files.TryTouch(BlobPath(digest));

    /// <summary>Keeps a blob.</summary>
    /// <returns>Its descriptor.</returns>
    public Descriptor Add(string mediaType, byte[] bytes)
    {
        string hex = Sha256Hex.Of(bytes);

        // A damaged file must not keep its place for ever, and never decides what the next image says of its size.
        if (!Touch(hex) || Sha256Hex.Of(File.ReadAllBytes(BlobPath(hex))) != hex) AtomicFile.Write(BlobPath(hex), bytes);
        return new Descriptor(mediaType, $"sha256:{hex}", bytes.Length);
    }

    /// <summary>Keeps a copy of a file whose digest is known, verifying it on the way.</summary>
    /// <exception cref="ImageException">The file is not what the digest says.</exception>
    public async Task<Descriptor> AddFileAsync(string mediaType, string path, string hex, CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        if (Sha256Hex.Of(bytes) != hex) throw new ImageException($"{path} is damaged: its bytes no longer match its digest");
        return Add(mediaType, bytes);
    }

    /// <summary>Keeps a blob that comes in pieces and is never in memory as a whole: it is there when it is whole and verified, and not before.</summary>
    /// <param name="blob">What it is to be.</param>
    /// <param name="writeAsync">Writes it; the stream's position tells how much has come.</param>
    /// <exception cref="ImageException">What was written is not what the descriptor says. Nothing is kept of it.</exception>
    public Task AddAsync(Descriptor blob, Func<Stream, Task> writeAsync)
    {
        // The old one, where there is one, is not removed in the moment in which the new one takes its place.
        Touch(blob.Digest);
        return AtomicFile.WriteAsync(BlobPath(blob.Digest), async file =>
        {
            var verified = new VerifiedStream(file, blob);
            await using (verified.ConfigureAwait(false))
            {
                await writeAsync(verified).ConfigureAwait(false);
                verified.RequireWhole();
            }
        });
    }

    /// <summary>Whether a blob is there and undamaged: its bytes are read. It counts as new from then on.</summary>
    public async Task<bool> ContainsWholeAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        Touch(blob.Digest);
        var file = new FileInfo(BlobPath(blob.Digest));
        return file.Exists
            && file.Length == blob.Size
            && $"sha256:{await Sha256Hex.OfFileAsync(file.FullName, cancellationToken).ConfigureAwait(false)}" == blob.Digest;
    }

    /// <summary>Names a manifest in the index; a manifest that had the name before loses it.</summary>
    public async Task TagAsync(string reference, Descriptor manifest, CancellationToken cancellationToken)
    {
        using (await TakeIndexAsync(cancellationToken).ConfigureAwait(false))
        {
            var named = manifest with { Annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [ReferenceAnnotation] = reference } };
            IEnumerable<Descriptor> others = ReadIndex().Manifests.Where(other => other.Annotations?.GetValueOrDefault(ReferenceAnnotation) != reference);
            Descriptor[] all = [.. others.Append(named).OrderBy(m => m.Annotations?.GetValueOrDefault(ReferenceAnnotation), StringComparer.Ordinal)];
            AtomicFile.Write(Path.Combine(home.Images, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}"""u8);
            WriteIndex(all);
        }
    }

    /// <summary>The names in the index, by the digests of what they mean.</summary>
    internal ILookup<string, string> ReadTags() => ReadIndex().Manifests.ToLookup(
        manifest => manifest.Digest, manifest => manifest.Annotations?.GetValueOrDefault(ReferenceAnnotation) ?? string.Empty, StringComparer.Ordinal);

    /// <summary>Removes a manifest that nobody has written or relied on since a moment: its names first, so that none is left of what is not there.</summary>
    /// <returns>Whether it is gone.</returns>
    internal async Task<bool> TryRemoveManifestAsync(string digest, DateTimeOffset untouchedSince, CancellationToken cancellationToken)
    {
        using (await TakeIndexAsync(cancellationToken).ConfigureAwait(false))
        {
            if (File.Exists(BlobPath(digest)) && File.GetLastWriteTimeUtc(BlobPath(digest)) >= untouchedSince.UtcDateTime) return false;

            // If we die between the two lines, the image is there without a name: nobody relies on names, and the next attempt removes it.
            if (File.Exists(IndexPath)) WriteIndex([.. ReadIndex().Manifests.Where(manifest => manifest.Digest != digest)]);
            return TryRemove(digest, untouchedSince);
        }
    }

    /// <summary>Removes a blob that nobody has written or relied on since a moment.</summary>
    /// <returns>Whether it is gone.</returns>
    internal bool TryRemove(string digest, DateTimeOffset untouchedSince) => _files.TryRemove(BlobPath(digest), untouchedSince);

    /// <summary>The blobs.</summary>
    internal IEnumerable<FileInfo> ListBlobs()
    {
        var directory = new DirectoryInfo(Path.Combine(home.Images, "blobs", "sha256"));
        return directory.Exists ? directory.EnumerateFiles().Where(file => Sha256Hex.IsValid(file.Name)) : [];
    }

    /// <summary>The manifest of a digest.</summary>
    /// <exception cref="ImageException">It is not there, or is damaged.</exception>
    public ImageManifest ReadManifest(string digest)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(BlobPath(digest));
            if ($"sha256:{Sha256Hex.Of(bytes)}" != digest) throw new ImageException($"the manifest {digest} is damaged");
            return JobsJson.Read<ImageManifest>(bytes);
        }
        catch (Exception wrong) when (wrong is IOException or JsonException)
        {
            throw new ImageException($"the manifest {digest} cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>A layer, unpacked while it is read.</summary>
    public Stream OpenLayer(Descriptor layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        FileStream file = File.OpenRead(BlobPath(layer.Digest));
        return layer.MediaType.EndsWith("gzip", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private Task<FileTurn> TakeIndexAsync(CancellationToken cancellationToken) => FileTurn.TakeAsync(Path.Combine(home.Images, "index.lock"), cancellationToken);

    private void WriteIndex(IReadOnlyList<Descriptor> manifests) => AtomicFile.Write(IndexPath, JobsJson.WriteWireUtf8(new ImageIndex(2, MediaTypes.Index, manifests)));

    private ImageIndex ReadIndex()
    {
        try
        {
            ImageIndex index = JobsJson.Read<ImageIndex>(File.ReadAllBytes(IndexPath));
            if (index.Manifests is not null && index.Manifests.All(manifest => manifest is not null)) return index;
        }
        catch (Exception lost) when (lost is FileNotFoundException or JsonException)
        {
            // Lost or damaged: what it said stands in the manifests too.
        }

        return new ImageIndex(2, MediaTypes.Index, [.. FindManifests()]);
    }

    private IEnumerable<Descriptor> FindManifests()
    {
        foreach (FileInfo blob in ListBlobs().Where(file => file.Length <= LargestManifestBytes))
        {
            string digest = $"sha256:{blob.Name}";
            if (TryReadManifest(digest)?.Annotations?.GetValueOrDefault(TitleAnnotation) is not { } title) continue;
            var annotations = new Dictionary<string, string>(StringComparer.Ordinal) { [ReferenceAnnotation] = ReferenceOf(title, digest) };
            yield return new Descriptor(MediaTypes.Manifest, digest, blob.Length, annotations);
        }
    }

    private ImageManifest? TryReadManifest(string digest)
    {
        try
        {
            return ReadManifest(digest) is { MediaType: MediaTypes.Manifest } manifest ? manifest : null;
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
