namespace Workflow.Jobs.Runs;

/// <summary>A step that waits for no other any more.</summary>
internal sealed record ReadyStep
{
    public string Name { get; init; } = string.Empty;

    public string Queue { get; init; } = string.Empty;

    /// <summary>Queued, or waiting for a person's agreement.</summary>
    public string State { get; init; } = string.Empty;
}
