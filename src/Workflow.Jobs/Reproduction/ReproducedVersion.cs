using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Reproduction;

/// <summary>What came of training a version again.</summary>
/// <param name="Version">The version.</param>
/// <param name="Artifacts">What was made again, in the order of the steps; the last one is the first that differs, where one does.</param>
/// <param name="Remark">What may explain a difference; null where there is none, or nothing to say.</param>
public sealed record ReproducedVersion(ModelVersion Version, IReadOnlyList<ReproducedArtifact> Artifacts, string? Remark)
{
    /// <summary>The first artifact that differs; null where all are the same.</summary>
    public ReproducedArtifact? FirstDifference => Artifacts.FirstOrDefault(artifact => !artifact.IsIdentical);
}
