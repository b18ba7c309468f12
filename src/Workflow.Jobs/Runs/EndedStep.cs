namespace Workflow.Jobs.Runs;

/// <summary>What a step leaves that has ended.</summary>
internal sealed record EndedStep
{
    /// <summary>The queue that it came from.</summary>
    public string Queue { get; init; } = string.Empty;

    /// <summary>1 where it holds limits.</summary>
    public long Limited { get; init; }
}
