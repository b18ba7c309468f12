using Workflow.Jobs.Artifacts;

namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>Artifacts that no run and no version names for which they would be kept.</summary>
/// <param name="artifacts">The artifacts.</param>
public sealed class ArtifactBin(IArtifactStore artifacts) : IGarbageBin
{
    private const string InABucket =
        "artifacts in a bucket are left alone: there nobody can be kept from relying on one in the moment in which it is removed";

    /// <inheritdoc/>
    public Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retained);
        if (artifacts is not ISweptArtifacts swept) return Task.FromResult(new BinContents([], InABucket));
        return Task.FromResult(new BinContents(
        [
            .. from artifact in swept.List()
               where artifact.TouchedAt < retained.UntouchedSince && !retained.Artifacts.Contains(artifact.Digest)
               select new GarbageItem(GarbageKind.Artifact, artifact.Digest, artifact.Bytes, "no run and no version that stays needs it"),
        ]));
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(retained);
        return Task.FromResult(((ISweptArtifacts)artifacts).TryRemove(item.Name, retained.UntouchedSince));
    }
}
