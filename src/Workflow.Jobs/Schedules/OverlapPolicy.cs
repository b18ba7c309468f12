namespace Workflow.Jobs.Schedules;

/// <summary>What a tick does when an earlier run of its schedule has not ended.</summary>
public enum OverlapPolicy
{
    /// <summary>Its run waits for the earlier one; where that takes long, the schedule's <see cref="MisfirePolicy"/> decides.</summary>
    Queue,

    /// <summary>It begins no run.</summary>
    Skip,

    /// <summary>The earlier run is cancelled.</summary>
    CancelPrevious,
}
