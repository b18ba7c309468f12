namespace Workflow.Jobs.Artifacts.Locations;

/// <summary>In a directory that several machines see, for example by NFS.</summary>
/// <param name="Path">Its absolute path. It must exist: what is not mounted is not made on the local disk instead.</param>
public sealed record SharedDirectory(string Path) : ArtifactLocation
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
