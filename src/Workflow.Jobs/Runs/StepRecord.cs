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

    /// <summary>The queue that it waits in.</summary>
    public string Queue { get; init; } = string.Empty;

    /// <summary>The worker that has it; null where none has.</summary>
    public string? Worker { get; init; }

    /// <summary>The attempt that runs, or comes next, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Attempts that it has in all.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>When the next attempt may begin; null where it does not wait for a time.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Whether a person has still to agree to it.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>Whether it is done anew even where an earlier result could be used.</summary>
    public bool MustRedo { get; init; }

    /// <summary>What its result was looked up by, as a document; null before it began.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>When it was last begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
