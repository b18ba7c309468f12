namespace Workflow.Jobs.Workers;

/// <summary>Why a running step was told to stop.</summary>
internal enum StopReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Its run is being cancelled.</summary>
    Cancelled,

    /// <summary>It is no longer this worker's.</summary>
    Lost,

    /// <summary>The worker shuts down.</summary>
    Shutdown,
}
