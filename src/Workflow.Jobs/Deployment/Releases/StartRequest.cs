using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment.Releases;

/// <summary>A stopped endpoint that is to serve again what it served.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Cause">What asks.</param>
public sealed record StartRequest(string Endpoint, RunCause Cause)
{
    /// <summary>Why the image is to be deployed although it is not what was signed; null where it has to be.</summary>
    public string? UnverifiedReason { get; init; }

    /// <summary>Whether an interrupted run of exactly this is taken up again, as <see cref="RunRequest.ResumeInterrupted"/>.</summary>
    public bool ResumeInterrupted { get; init; }

    /// <summary>A second request with the same key gets the first one's run. Null for no such check.</summary>
    public string? IdempotencyKey { get; init; }
}
