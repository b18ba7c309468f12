namespace Workflow.Jobs.Runs;

/// <summary>A step of a run.</summary>
/// <param name="Name">Name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Seconds">Time that it took, or has taken so far.</param>
/// <param name="Message">What happened, in a few words.</param>
/// <param name="Progress">How far it has come, with its last figures; it stays when the step is over.</param>
public sealed record RunStep(string Name, StepState State, double? Seconds, string? Message, StepProgress? Progress)
{
    /// <summary>The attempt that runs, or comes next, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Attempts that it has in all.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Whether a person has to agree before it begins.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>When the next attempt begins, where it waits for one.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>The worker that has it; absent where none has.</summary>
    public string? Worker { get; init; }

    /// <summary>What it has handed on, or left as evidence of its failure; absent before that, and where many runs are listed or one is watched.</summary>
    public StepOutputs? Outputs { get; init; }

    /// <summary>The step as programs see it.</summary>
    public static RunStep Of(StepRecord step, double? seconds) => new(step.Name, step.State, seconds, step.Reason, step.Progress)
    {
        Attempt = step.Attempt,
        Attempts = step.Attempts,
        NeedsApproval = step is { NeedsApproval: true, State: StepState.Waiting },
        NextAttemptAt = step.State == StepState.Waiting ? step.NotBefore : null,
        Worker = step.Worker,
    };
}
