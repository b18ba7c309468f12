namespace Workflow.Jobs.Runs;

/// <summary>What a user asks for.</summary>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Settings"><c>KEY=VALUE</c> for every value that is to be another one in this run.</param>
/// <param name="Cause">What asks.</param>
public sealed record RunRequest(string Pipeline, IReadOnlyList<string> Settings, RunCause Cause)
{
    /// <summary>A second request with the same key gets the first one's run. Null for no such check.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The moment that the run is for; null where it is for no moment.</summary>
    public DateTimeOffset? LogicalAt { get; init; }

    /// <summary>Whether every step is done anew.</summary>
    public bool NoCache { get; init; }

    /// <summary>
    /// Whether an interrupted run of exactly this pipeline is taken up again instead of beginning a new one. For a process that is the only
    /// worker: elsewhere the interrupted run is being worked on already.
    /// </summary>
    public bool ResumeInterrupted { get; init; }

    /// <summary>Directory from which the user's relative paths count, besides that of pipelines.yaml.</summary>
    public string? BaseDirectory { get; init; }
}
