namespace Workflow.Jobs.Runs;

/// <summary>Where a step of a run stands.</summary>
public enum StepState
{
    /// <summary>Waits for the steps before it, for a person, or for the time of its next attempt; its reason says which.</summary>
    Waiting,

    /// <summary>Ready for a worker.</summary>
    Queued,

    /// <summary>A worker holds it.</summary>
    Running,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Not done again: an earlier run did the same work on the same inputs.</summary>
    Reused,

    /// <summary>Failed.</summary>
    Failed,

    /// <summary>Stopped by a user, or because another step of the run failed.</summary>
    Cancelled,

    /// <summary>Never begun, because a step before it did not succeed.</summary>
    Skipped,
}
