using System.Collections.Concurrent;

namespace Workflow.Jobs.Images.Distribution;

/// <summary>Pushes images of the layout. What the registry has is not sent again, so that a push can be repeated at any time.</summary>
public sealed class ImagePush(ImageLayout layout)
{
    private const int AtOnce = 2;

    /// <summary>Pushes an image: its blobs, its manifest by digest and by tag, what is about it. Then asks the registry what it has.</summary>
    /// <param name="registry">The registry of the name.</param>
    /// <param name="request">The image.</param>
    /// <param name="progress">Told how far blobs have come, from several threads; may be null.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="RegistryException">The registry refuses, or has something else in the end.</exception>
    /// <exception cref="ImageException">The image in the layout is missing or damaged, or the request cannot be carried out.</exception>
    public async Task<PushedImage> PushAsync(RegistryClient registry, PushRequest request, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        registry.RequireFor(request.Name);
        if (request.Name.Digest is { } named && named != request.ManifestDigest) throw new ImageException($"the image {request.ManifestDigest} cannot be pushed as {request.Name}");
        RegistryManifest image = await layout.ReadRegistryManifestAsync(request.ManifestDigest, cancellationToken).ConfigureAwait(false);
        if (image.IsIndex) throw new ImageException($"{request.ManifestDigest} is an index of images: push the images one by one");
        RegistryManifest[] referrers = await ReadReferrersAsync(request, cancellationToken).ConfigureAwait(false);
        Descriptor[] blobs = [.. image.Blobs.Concat(referrers.SelectMany(referrer => referrer.Blobs)).DistinctBy(blob => blob.Digest, StringComparer.Ordinal)];

        IReadOnlyList<BlobTransfer> sent = await SendBlobsAsync(registry, request, blobs, progress, cancellationToken).ConfigureAwait(false);
        string repository = request.Name.Repository;

        // If we die here, the registry has blobs that nothing names, and will remove them or take them for the next push.
        await registry.PutManifestAsync(repository, image.Digest, image, cancellationToken).ConfigureAwait(false);
        if (request.Name.Tag is { } tag) await registry.PutManifestAsync(repository, tag, image, cancellationToken).ConfigureAwait(false);
        foreach (RegistryManifest referrer in referrers) await registry.PutReferrerAsync(repository, referrer, cancellationToken).ConfigureAwait(false);
        await RequireThereAsync(registry, request, cancellationToken).ConfigureAwait(false);
        return new PushedImage(new ImageName(request.Name.Registry, repository, request.Name.Tag, image.Digest), sent, [.. referrers.Select(referrer => referrer.Digest)]);
    }

    private async Task<RegistryManifest[]> ReadReferrersAsync(PushRequest request, CancellationToken cancellationToken)
    {
        var referrers = new List<RegistryManifest>();
        foreach (string digest in request.Referrers.Distinct(StringComparer.Ordinal))
        {
            RegistryManifest referrer = await layout.ReadRegistryManifestAsync(digest, cancellationToken).ConfigureAwait(false);
            if (referrer.Subject?.Digest != request.ManifestDigest) throw new ImageException($"the manifest {digest} is not about the image {request.ManifestDigest}");
            referrers.Add(referrer);
        }

        return [.. referrers];
    }

    private async Task<IReadOnlyList<BlobTransfer>> SendBlobsAsync(
        RegistryClient registry, PushRequest request, Descriptor[] blobs, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var done = new ConcurrentDictionary<string, BlobTransfer>(StringComparer.Ordinal);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            blobs,
            limits,
            async (blob, token) => done[blob.Digest] =
                await registry.UploadBlobAsync(request.Name.Repository, blob, layout, request.MountFrom, progress, token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. blobs.Select(blob => done[blob.Digest])];
    }

    private static async Task RequireThereAsync(RegistryClient registry, PushRequest request, CancellationToken cancellationToken)
    {
        foreach (string reference in (string[])[request.ManifestDigest, .. request.Name.Tag is { } tag ? [tag] : Array.Empty<string>()])
        {
            RegistryManifest there = await registry.GetManifestAsync(request.Name.Repository, reference, cancellationToken).ConfigureAwait(false);
            if (there.Digest == request.ManifestDigest) continue;
            throw new RegistryException(
                $"registry {request.Name.Registry}, repository {request.Name.Repository}: {reference} is {there.Digest} there, and {request.ManifestDigest} was pushed. "
                + "Somebody else pushes to the same tag: push again, or choose another tag.")
            {
                Registry = request.Name.Registry,
                Repository = request.Name.Repository,
            };
        }
    }
}
