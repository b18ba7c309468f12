namespace Workflow.Jobs.Schedules;

/// <summary>What a tick does when an earlier run of its schedule has not ended.</summary>
public enum OverlapPolicy
{
    /// <summary>Its run waits for the earlier one.</summary>
    Queue,

    /// <summary>It begins no run.</summary>
    Skip,

    /// <summary>The earlier run is cancelled.</summary>
    CancelPrevious,
}
