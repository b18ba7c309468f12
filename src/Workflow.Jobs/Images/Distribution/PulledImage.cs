namespace Workflow.Jobs.Images.Distribution;

/// <summary>An image that came into the layout.</summary>
/// <param name="Name">Its name, with the digest of what its tag named: of the index, where it is one of several.</param>
/// <param name="Manifest">Its own manifest.</param>
/// <param name="Blobs">What became of its blobs and of those of its referrers.</param>
/// <param name="Referrers">The manifests about it that came along.</param>
public sealed record PulledImage(ImageName Name, RegistryManifest Manifest, IReadOnlyList<BlobTransfer> Blobs, IReadOnlyList<RegistryManifest> Referrers)
{
    /// <summary>Bytes of blobs that came.</summary>
    public long BytesReceived => Blobs.Sum(blob => blob.Bytes);
}
