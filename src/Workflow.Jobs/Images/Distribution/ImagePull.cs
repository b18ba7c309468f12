using System.Collections.Concurrent;

namespace Workflow.Jobs.Images.Distribution;

/// <summary>Pulls images into the layout, every byte verified. Blobs come first and manifests last, so that what is named there is whole.</summary>
public sealed class ImagePull(ImageLayout layout)
{
    private const int AtOnce = 2;

    /// <summary>Pulls an image.</summary>
    /// <param name="registry">The registry of the name.</param>
    /// <param name="request">The image.</param>
    /// <param name="progress">Told how far blobs have come, from several threads; may be null.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <exception cref="RegistryException">The registry refuses, or sends something else.</exception>
    /// <exception cref="ImageException">The name belongs to another registry.</exception>
    public async Task<PulledImage> PullAsync(RegistryClient registry, PullRequest request, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        registry.RequireFor(request.Name);
        string repository = request.Name.Repository;
        RegistryManifest named = await registry.GetManifestAsync(repository, request.Name.Reference, cancellationToken).ConfigureAwait(false);
        RegistryManifest image = named.IsIndex
            ? await registry.GetManifestAsync(repository, Choose(named, request), cancellationToken).ConfigureAwait(false)
            : named;
        if (image.IsIndex) throw Unusable(request, $"{image.Digest} is an index within an index");
        IReadOnlyList<RegistryManifest> referrers = request.WithReferrers ? await FetchReferrersAsync(registry, repository, image, cancellationToken).ConfigureAwait(false) : [];

        Descriptor[] blobs = [.. image.Blobs.Concat(referrers.SelectMany(referrer => referrer.Blobs)).DistinctBy(blob => blob.Digest, StringComparer.Ordinal)];
        IReadOnlyList<BlobTransfer> fetched = await FetchBlobsAsync(registry, repository, blobs, progress, cancellationToken).ConfigureAwait(false);

        // If we die here, there are blobs that nothing names; the next pull takes them.
        foreach (RegistryManifest referrer in referrers) layout.Add(referrer);
        Descriptor kept = layout.Add(image);
        await layout.TagAsync($"{request.Name}", kept, cancellationToken).ConfigureAwait(false);
        return new PulledImage(new ImageName(request.Name.Registry, repository, request.Name.Tag, named.Digest), image, fetched, referrers);
    }

    private static string Choose(RegistryManifest index, PullRequest request) =>
        index.Manifests.FirstOrDefault(entry => entry.Platform == request.Platform)?.Manifest.Digest
            ?? throw Unusable(request, $"it is not there for {request.Platform}, only for {string.Join(", ", index.Manifests.Select(entry => entry.Platform ?? "an unnamed platform"))}");

    private static async Task<IReadOnlyList<RegistryManifest>> FetchReferrersAsync(
        RegistryClient registry, string repository, RegistryManifest image, CancellationToken cancellationToken)
    {
        var referrers = new List<RegistryManifest>();
        foreach (IndexedManifest entry in await registry.ListReferrersAsync(repository, image.Digest, cancellationToken).ConfigureAwait(false))
        {
            RegistryManifest referrer = await registry.GetManifestAsync(repository, entry.Manifest.Digest, cancellationToken).ConfigureAwait(false);

            // Anybody may write the list; what a manifest itself says counts.
            if (referrer.Subject?.Digest == image.Digest) referrers.Add(referrer);
        }

        return referrers;
    }

    private async Task<IReadOnlyList<BlobTransfer>> FetchBlobsAsync(
        RegistryClient registry, string repository, Descriptor[] blobs, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        var done = new ConcurrentDictionary<string, BlobTransfer>(StringComparer.Ordinal);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            blobs,
            limits,
            async (blob, token) => done[blob.Digest] = await registry.DownloadBlobAsync(repository, blob, layout, progress, token).ConfigureAwait(false)).ConfigureAwait(false);
        return [.. blobs.Select(blob => done[blob.Digest])];
    }

    private static RegistryException Unusable(PullRequest request, string why) =>
        new($"registry {request.Name.Registry}, repository {request.Name.Repository}: the image {request.Name.Reference} cannot be used: {why}", code: RegistryException.Unusable)
        {
            Registry = request.Name.Registry,
            Repository = request.Name.Repository,
        };
}
