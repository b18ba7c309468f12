using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Images;

namespace Workflow.Jobs.Pipelines;

/// <summary>A version that a run brings to an environment, pinned: whatever is registered later does not count.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="PipelineSha256">Digest of its scoring pipeline file.</param>
/// <param name="Image">Its image.</param>
public sealed record ReleaseDefinition(long Version, string PipelineSha256, BuiltImage Image)
{
    /// <summary>Why it is deployed; null where nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>What it is to run beside what serves for; null where it takes its place.</summary>
    public TrafficPlan? Traffic { get; init; }

    /// <summary>Why its image is deployed although it is not what was signed; null where it has to be.</summary>
    public string? UnverifiedReason { get; init; }
}
