namespace Workflow.Jobs.Images.Distribution;

/// <summary>An image that a registry has, as was verified there.</summary>
/// <param name="Name">Its name, with the digest.</param>
/// <param name="Blobs">What became of its blobs and of those of its referrers.</param>
/// <param name="Referrers">Digests of the manifests about it that went with it.</param>
public sealed record PushedImage(ImageName Name, IReadOnlyList<BlobTransfer> Blobs, IReadOnlyList<string> Referrers)
{
    /// <summary>Bytes of blobs that were sent.</summary>
    public long BytesSent => Blobs.Sum(blob => blob.Bytes);
}
