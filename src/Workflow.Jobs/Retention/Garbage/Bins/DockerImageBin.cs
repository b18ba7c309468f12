using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>
/// Images of ours in the engine of Docker that neither serve nor may be gone back to. Whose image is not on record here belongs to somebody else, and so does one to
/// which a user has given another name; the engine itself refuses to remove one that a container has.
/// </summary>
/// <param name="docker">The engine.</param>
public sealed class DockerImageBin(DockerImages docker) : IGarbageBin
{
    private const string OwnLabel = "workflow.pipeline.sha256";
    private const string OwnReferences = "workflow/";

    /// <inheritdoc/>
    public async Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retained);
        if (!await docker.AnswersAsync(cancellationToken).ConfigureAwait(false)) return new BinContents([]);
        Dictionary<string, BuiltImage> known = retained.KnownImages.Values
            .SelectMany(image => (KeyValuePair<string, BuiltImage>[])[new(image.ConfigDigest, image), new(image.ManifestDigest, image)])
            .DistinctBy(image => image.Key, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        return new BinContents(
        [
            .. from image in await docker.ListAsync(OwnLabel, cancellationToken).ConfigureAwait(false)
               where known.TryGetValue(image.Id, out BuiltImage? built)
                  && !retained.ServesImage(built.ManifestDigest)
                  && image.Tags.All(tag => tag.StartsWith(OwnReferences, StringComparison.Ordinal))
               select new GarbageItem(GarbageKind.DockerImage, image.Id, image.Bytes, $"nothing that serves runs {known[image.Id].Reference}"),
        ]);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return docker.TryRemoveAsync(item.Name, cancellationToken);
    }
}
