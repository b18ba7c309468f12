namespace Workflow.Jobs.Runs;

/// <summary>
/// A run whose row this transaction holds: nobody else changes it or its steps meanwhile. Collects what is to be written of the run itself,
/// which <see cref="RunWrites.SaveAsync"/> writes once.
/// </summary>
internal sealed class LockedRun
{
    private readonly List<RunEvent> _events = [];

    public string Id { get; init; } = string.Empty;

    public string Project { get; init; } = string.Empty;

    public string Pipeline { get; init; } = string.Empty;

    public string State { get; set; } = string.Empty;

    public string? Reason { get; set; }

    /// <summary>0: no; 1: by a user; 2: because a step has failed.</summary>
    public long CancelRequested { get; set; }

    public long NextEvent { get; set; }

    public long? StartedAt { get; set; }

    public long? EndedAt { get; set; }

    public bool IsOver => State is nameof(RunState.Succeeded) or nameof(RunState.Failed) or nameof(RunState.Cancelled);

    public IReadOnlyList<RunEvent> Events => _events;

    /// <summary>Records what has happened to a step.</summary>
    public void Record(StepClaim claim, string kind, string? message) => Record(claim.Step, claim.Fence, kind, message);

    /// <summary>Records what has happened; a <paramref name="step"/> without a name is the run itself.</summary>
    public void Record(string step, long fence, string kind, string? message) => _events.Add(new RunEvent(NextEvent++, step, fence, kind, message));

    internal sealed record RunEvent(long Sequence, string Step, long Fence, string Kind, string? Message);
}
