using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>
/// Tells the manifests of a layout that stay from those that go: an image stays that is kept, that was written or relied on not long ago, or that a user has pulled
/// not long ago; what was said of an image stays with it, and so does what an index names.
/// </summary>
internal sealed class UnneededImages
{
    private const string OwnReferences = "workflow/";
    private readonly IReadOnlyList<LayoutBlob> _blobs;
    private readonly ILookup<string, string> _tags;
    private readonly Retained _retained;
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);

    private UnneededImages(IReadOnlyList<LayoutBlob> blobs, ILookup<string, string> tags, Retained retained)
    {
        _blobs = blobs;
        _tags = tags;
        _retained = retained;
        foreach (LayoutBlob manifest in Manifests.Where(IsNeeded)) Keep(manifest.Digest);
    }

    /// <summary>The manifests that go: what is said of an image before the image.</summary>
    public IEnumerable<LayoutBlob> Unneeded => Manifests.Where(manifest => !_kept.Contains(manifest.Digest)).OrderBy(manifest => manifest.Manifest!.Subject is null);

    /// <summary>The blobs that go: no manifest that stays consists of them.</summary>
    public IEnumerable<LayoutBlob> UnneededBlobs
    {
        get
        {
            HashSet<string> needed = [.. Manifests.Where(manifest => _kept.Contains(manifest.Digest)).SelectMany(manifest => manifest.Manifest!.Blobs).Select(blob => blob.Digest)];
            return _blobs.Where(blob => blob.Manifest is null && !needed.Contains(blob.Digest) && blob.TouchedAt < _retained.UntouchedSince);
        }
    }

    private IEnumerable<LayoutBlob> Manifests => _blobs.Where(blob => blob.Manifest is not null);

    /// <summary>Looks at a layout.</summary>
    public static async Task<UnneededImages> ReadAsync(ImageLayout layout, Retained retained, CancellationToken cancellationToken) =>
        new(await layout.ReadContentsAsync(cancellationToken).ConfigureAwait(false), layout.ReadTags(), retained);

    private bool IsNeeded(LayoutBlob manifest) =>
        manifest.TouchedAt >= _retained.UntouchedSince
        || _retained.KeepsImage(manifest.Digest)
        || (manifest.TouchedAt >= _retained.YoungSince && _tags[manifest.Digest].Any(tag => !tag.StartsWith(OwnReferences, StringComparison.Ordinal)));

    private void Keep(string digest)
    {
        if (!_kept.Add(digest)) return;
        foreach (LayoutBlob about in Manifests.Where(manifest => manifest.Manifest!.Subject?.Digest == digest)) Keep(about.Digest);
        RegistryManifest? kept = Manifests.FirstOrDefault(manifest => manifest.Digest == digest)?.Manifest;
        foreach (IndexedManifest entry in kept?.Manifests ?? []) Keep(entry.Manifest.Digest);
    }
}
