namespace Workflow.Jobs.Runs;

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>No step has begun.</summary>
    Queued,

    /// <summary>At least one step has begun and not all have ended.</summary>
    Running,

    /// <summary>Every step succeeded or was reused.</summary>
    Succeeded,

    /// <summary>A step failed.</summary>
    Failed,

    /// <summary>A user cancelled it.</summary>
    Cancelled,
}
