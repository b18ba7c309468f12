using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Images.Distribution;

/// <summary>Manifests of a layout as registries hold them.</summary>
internal static class LayoutManifests
{
    /// <summary>A manifest.</summary>
    /// <exception cref="ImageException">It is not there, is damaged or cannot be used.</exception>
    public static async Task<RegistryManifest> ReadRegistryManifestAsync(this ImageLayout layout, string digest, CancellationToken cancellationToken)
    {
        var file = new FileInfo(layout.BlobPath(digest));
        if (!file.Exists) throw new ImageException($"the manifest {digest} is not among this machine's images: build or pull the image again");
        if (file.Length > ManifestReader.LargestBytes) throw new ImageException($"the manifest {digest} is larger than {ManifestReader.LargestBytes} bytes");
        RegistryManifest manifest = ManifestReader.Read(await File.ReadAllBytesAsync(file.FullName, cancellationToken).ConfigureAwait(false), mediaType: null);
        return manifest.Digest == digest ? manifest : throw new ImageException($"the manifest {digest} is damaged: build or pull the image again");
    }

    /// <summary>Keeps a manifest.</summary>
    public static Descriptor Add(this ImageLayout layout, RegistryManifest manifest) => layout.Add(manifest.MediaType, manifest.Bytes.ToArray());
}
