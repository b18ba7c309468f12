using Workflow.Jobs.Images;

namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>Layers and configurations of images, when the manifests that name them are gone.</summary>
/// <param name="layout">The layout.</param>
public sealed class ImageBlobBin(ImageLayout layout) : IGarbageBin
{
    /// <inheritdoc/>
    public async Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retained);
        UnneededImages images = await UnneededImages.ReadAsync(layout, retained, cancellationToken).ConfigureAwait(false);
        return new BinContents([.. images.UnneededBlobs.Select(blob => new GarbageItem(GarbageKind.ImageBlob, blob.Digest, blob.Bytes, "no image that stays consists of it"))]);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(retained);
        return Task.FromResult(layout.TryRemove(item.Name, retained.UntouchedSince));
    }
}
