using Workflow.Jobs.Images;

namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>Images of the layout. Only the manifest goes here, and first: an image of which parts are missing is none.</summary>
/// <param name="layout">The layout.</param>
public sealed class ImageBin(ImageLayout layout) : IGarbageBin
{
    /// <inheritdoc/>
    public async Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retained);
        UnneededImages images = await UnneededImages.ReadAsync(layout, retained, cancellationToken).ConfigureAwait(false);
        return new BinContents([.. images.Unneeded.Select(manifest => new GarbageItem(GarbageKind.Image, manifest.Digest, manifest.Bytes, Reason(manifest, retained)))]);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(retained);
        return layout.TryRemoveManifestAsync(item.Name, retained.UntouchedSince, cancellationToken);
    }

    private static string Reason(LayoutBlob manifest, Retained retained)
    {
        if (manifest.Manifest!.Subject is { } subject) return $"it is about the image {subject.Digest}, which is not needed";
        return retained.KnownImages.TryGetValue(manifest.Digest, out BuiltImage? image)
            ? $"{image.Reference} is an image that nothing needs"
            : "no version that stays has this image";
    }
}
