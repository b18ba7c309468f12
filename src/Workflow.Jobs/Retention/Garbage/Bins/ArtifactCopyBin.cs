using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Home;

namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>Local copies of artifacts in a bucket that nobody has asked for in a while. They are fetched again where they are needed.</summary>
/// <param name="home">The home.</param>
public sealed class ArtifactCopyBin(WorkflowHome home) : IGarbageBin
{
    private readonly DirectoryArtifactStore _copies = new(home.ArtifactCopies);

    /// <inheritdoc/>
    public Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retained);
        return Task.FromResult(new BinContents(
        [
            .. from copy in _copies.List()
               where copy.TouchedAt < retained.UntouchedSince
               select new GarbageItem(GarbageKind.ArtifactCopy, copy.Digest, copy.Bytes, "nobody has asked for this copy in a while; the bucket has the artifact"),
        ]));
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(retained);
        return Task.FromResult(_copies.TryRemove(item.Name, retained.UntouchedSince));
    }
}
