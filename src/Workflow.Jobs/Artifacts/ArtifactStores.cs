using System.Runtime.CompilerServices;
using Workflow.Jobs.Artifacts.Locations;
using Workflow.Jobs.Artifacts.S3;
using Workflow.Jobs.Home;

namespace Workflow.Jobs.Artifacts;

/// <summary>Opens the store of a location.</summary>
public static class ArtifactStores
{
    /// <summary>Opens a store. Nothing is asked over the network yet.</summary>
    /// <param name="location">Where the artifacts are.</param>
    /// <param name="home">Holds them, or copies of them.</param>
    /// <param name="time">Ends calls to servers that do not answer.</param>
    /// <exception cref="ArtifactException">A shared directory does not exist, or the SDK cannot be set up.</exception>
    public static IArtifactStore Open(ArtifactLocation location, WorkflowHome home, TimeProvider time) => location switch
    {
        SharedDirectory { Path: var path } => OpenDirectory(path),
        S3Artifacts bucket => OpenBucket(bucket, home, time),
        _ => new DirectoryArtifactStore(home.Artifacts),
    };

    private static DirectoryArtifactStore OpenDirectory(string path) => Directory.Exists(path)
        ? new DirectoryArtifactStore(path, isShared: true)
        : throw new ArtifactException($"the directory of the artifacts, {path}, does not exist: mount it, or make it", code: ArtifactException.Unusable);

    // Not inlined: a process without a bucket must not load two megabytes of SDK.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IArtifactStore OpenBucket(S3Artifacts bucket, WorkflowHome home, TimeProvider time) =>
        new S3ArtifactStore(bucket, S3Clients.Create(bucket), new DirectoryArtifactStore(home.ArtifactCopies), time);
}
