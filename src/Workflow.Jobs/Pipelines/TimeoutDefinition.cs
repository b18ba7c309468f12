namespace Workflow.Jobs.Pipelines;

/// <summary>How long a step may take; null for as long as it likes.</summary>
public sealed record TimeoutDefinition
{
    /// <summary>From being ready to its begin: no worker has had time for it.</summary>
    public TimeSpan? Start { get; init; }

    /// <summary>One attempt.</summary>
    public TimeSpan? Run { get; init; }

    /// <summary>Between two signs of life, progress or lines of log, of one attempt.</summary>
    public TimeSpan? Heartbeat { get; init; }
}
