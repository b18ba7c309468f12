using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Runs;

/// <summary>A run, as it is stored.</summary>
public sealed record RunRecord
{
    /// <summary>UUID, version 7: sorts by time.</summary>
    public required string Id { get; init; }

    /// <summary>Project that it belongs to.</summary>
    public required string Project { get; init; }

    /// <summary>The pipeline as it was when the run began; later edits of the file do not change it.</summary>
    public required PipelineDefinition Definition { get; init; }

    /// <summary>What began it, for example <c>command line</c>.</summary>
    public required string Cause { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it failed or was cancelled.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether a user has asked for its end.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>Whether every step is done anew, whatever earlier runs have made.</summary>
    public bool NoCache { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last step ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its steps, in the order of the graph.</summary>
    public required IReadOnlyList<StepRecord> Steps { get; init; }

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsOver => State is not (RunState.Queued or RunState.Running);
}
