namespace Workflow.Jobs.Runs;

/// <summary>What a worker learns when it says that it still works.</summary>
public enum Heartbeat
{
    /// <summary>Go on.</summary>
    Continue,

    /// <summary>Stop: the run is being cancelled.</summary>
    Cancel,

    /// <summary>Stop: the step is no longer this worker's.</summary>
    Lost,
}
