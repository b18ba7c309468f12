namespace Workflow.Jobs.Runs;

/// <summary>A step of a run, as it is stored.</summary>
public sealed record StepRecord
{
    /// <summary>Name, unique within the run.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required StepState State { get; init; }

    /// <summary>How often it was begun; also tells one worker's claim from the next.</summary>
    public required long Fence { get; init; }

    /// <summary>Why it is where it is, if there is more to say.</summary>
    public string? Reason { get; init; }

    /// <summary>How far it has come, while it runs.</summary>
    public StepProgress? Progress { get; init; }

    /// <summary>What it handed on, once it succeeded.</summary>
    public StepOutputs? Outputs { get; init; }

    /// <summary>When it was last begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsOver => State is not (StepState.Waiting or StepState.Queued or StepState.Running);
}
