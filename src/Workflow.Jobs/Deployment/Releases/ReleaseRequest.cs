using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Images;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment.Releases;

/// <summary>A registered version that a user wants in an environment.</summary>
/// <param name="Pipeline">Name of the pipeline, and so of the model.</param>
/// <param name="Version">Number of the version; null for the newest.</param>
/// <param name="Environment">Name of the environment.</param>
/// <param name="Cause">What asks.</param>
public sealed record ReleaseRequest(string Pipeline, long? Version, string Environment, RunCause Cause)
{
    /// <summary>Why; null where nobody said.</summary>
    public string? Reason { get; init; }

    /// <summary>The image with which it is deployed; null for the newest of the version.</summary>
    public BuiltImage? Image { get; init; }

    /// <summary>What it is to run beside what serves for; null where it takes its place.</summary>
    public TrafficPlan? Traffic { get; init; }

    /// <summary>Why the image is to be deployed although it is not what was signed; null where it has to be.</summary>
    public string? UnverifiedReason { get; init; }

    /// <summary>Whether an interrupted run of exactly this is taken up again, as <see cref="RunRequest.ResumeInterrupted"/>.</summary>
    public bool ResumeInterrupted { get; init; }

    /// <summary>A second request with the same key gets the first one's run. Null for no such check.</summary>
    public string? IdempotencyKey { get; init; }
}
