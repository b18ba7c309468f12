using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Steps;

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

    /// <summary>What it was asked to do otherwise than pipelines.yaml says, as <c>KEY=VALUE</c>; the definition has it already.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What began it.</summary>
    public required RunCause Cause { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it failed or was cancelled.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether its end was asked for, by a user or because a step has failed.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>Whether every step is done anew, whatever earlier runs have made.</summary>
    public bool NoCache { get; init; }

    /// <summary>The moment that it is for: the tick of its schedule. Null where it is for no moment.</summary>
    public DateTimeOffset? LogicalAt { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first step began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last step ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its steps, in the order of the graph.</summary>
    public required IReadOnlyList<StepRecord> Steps { get; init; }

    /// <summary>Whether nothing more happens to it, unless somebody resumes it.</summary>
    public bool IsOver => State.IsOver();

    /// <summary>What its steps have handed on, by step.</summary>
    public IReadOnlyDictionary<string, StepOutputs> Outputs =>
        Steps.Where(step => step.Outputs is not null).ToDictionary(step => step.Name, step => step.Outputs!, StringComparer.Ordinal);

    /// <summary>The artifact's digest or the value that a step has handed on; null where it has not.</summary>
    public string? Find(StepOutput output) => Steps.FirstOrDefault(step => step.Name == output.Step)?.Outputs?.Find(output.Output);
}
