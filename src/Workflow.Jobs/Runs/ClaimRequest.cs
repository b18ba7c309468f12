namespace Workflow.Jobs.Runs;

/// <summary>What a worker is willing to take.</summary>
/// <param name="Worker">Name of the worker.</param>
/// <param name="Lease">How long the claim holds without a heartbeat.</param>
public sealed record ClaimRequest(string Worker, TimeSpan Lease)
{
    /// <summary>Only steps of this run; null for any.</summary>
    public string? OnlyRun { get; init; }

    /// <summary>Only steps of these queues; null or empty for any.</summary>
    public IReadOnlyList<string>? Queues { get; init; }
}
