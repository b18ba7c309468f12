using System.Text.Json;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Images;

/// <summary>Writes one image as one tar archive that <c>docker load</c> takes and that is an OCI image layout at the same time.</summary>
public sealed class ImageArchive(ImageLayout layout)
{
    /// <summary>Writes an archive.</summary>
    /// <param name="destination">Takes it; stays open.</param>
    /// <param name="reference">Name and tag of the image.</param>
    /// <param name="manifestDigest">Its manifest.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <exception cref="ImageException">The image is not in the layout.</exception>
    public Task WriteAsync(Stream destination, string reference, string manifestDigest, CancellationToken cancellationToken) =>
        WriteAsync(destination, reference, manifestDigest, [], cancellationToken);

    /// <summary>Writes an archive with files of ours beside the image, which other readers pass over.</summary>
    internal Task WriteAsync(Stream destination, string reference, string manifestDigest, IReadOnlyList<TarFile> beside, CancellationToken cancellationToken)
    {
        ImageManifest manifest = layout.ReadManifest(manifestDigest);
        long size = new FileInfo(layout.BlobPath(manifestDigest)).Length;
        var index = new ImageIndex(2, MediaTypes.Index, [new Descriptor(
            MediaTypes.Manifest,
            manifestDigest,
            size,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["org.opencontainers.image.ref.name"] = reference })]);
        byte[] dockerManifest = JsonSerializer.SerializeToUtf8Bytes(new[]
        {
            new { Config = BlobName(manifest.Config.Digest), RepoTags = new[] { reference }, Layers = manifest.Layers.Select(layer => BlobName(layer.Digest)) },
        });
        IEnumerable<TarFile> blobs = manifest.Layers.Select(layer => layer.Digest).Append(manifest.Config.Digest).Append(manifestDigest)
            .Distinct(StringComparer.Ordinal)
            .Select(digest => TarFile.From(BlobName(digest), layout.BlobPath(digest), isExecutable: false));
        return DeterministicTar.WriteAsync(
            destination,
            [
                .. blobs,
                .. beside,
                TarFile.Of("oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray()),
                TarFile.Of("index.json", JobsJson.WriteWireUtf8(index)),
                TarFile.Of("manifest.json", dockerManifest),
            ],
            cancellationToken);
    }

    private static string BlobName(string digest) => $"blobs/sha256/{digest[7..]}";
}
