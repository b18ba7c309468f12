namespace Workflow.Jobs.Runs;

/// <summary>How an attempt at a step failed.</summary>
/// <param name="Reason">Why.</param>
public sealed record StepFailure(string Reason)
{
    /// <summary>How long to wait before the next attempt, where attempts are left; null where another one would fail in the same way.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What it has made all the same, as evidence.</summary>
    public StepOutputs? Evidence { get; init; }

    /// <summary>What its result would have been looked up by, as a document.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The last that was told of it.</summary>
    public StepProgress? Progress { get; init; }
}
