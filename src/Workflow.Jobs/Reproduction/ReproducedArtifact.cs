namespace Workflow.Jobs.Reproduction;

/// <summary>An artifact that was made again.</summary>
/// <param name="Step">Step that makes it.</param>
/// <param name="Output">Its name.</param>
/// <param name="Recorded">Digest of the one on record.</param>
/// <param name="Made">Digest of the one made now.</param>
public sealed record ReproducedArtifact(string Step, string Output, string Recorded, string Made)
{
    /// <summary>Whether both have the same bytes.</summary>
    public bool IsIdentical => Recorded == Made;
}
