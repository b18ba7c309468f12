namespace Workflow.Jobs.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>No step has begun.</summary>
    Queued,

    /// <summary>At least one step has begun, and one runs or is ready for a worker.</summary>
    Running,

    /// <summary>No step can go on now: one waits for a person, or for the time of its next attempt.</summary>
    Waiting,

    /// <summary>Every step succeeded or was reused.</summary>
    Succeeded,

    /// <summary>A step failed.</summary>
    Failed,

    /// <summary>A user cancelled it.</summary>
    Cancelled,
}
