namespace Workflow.Jobs.Workers;

/// <summary>What a worker does.</summary>
public enum WorkerState
{
    /// <summary>Takes steps and works on them.</summary>
    Working,

    /// <summary>Takes no more steps, and ends those that it has.</summary>
    Draining,

    /// <summary>Nothing any more: it has ended, or has not been seen for too long.</summary>
    Gone,
}
