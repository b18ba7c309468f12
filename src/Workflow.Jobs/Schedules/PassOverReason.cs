namespace Workflow.Jobs.Schedules;

/// <summary>Why a due tick begins no run.</summary>
public enum PassOverReason
{
    /// <summary>A later tick was due as well, and the policy is <see cref="MisfirePolicy.Latest"/>.</summary>
    Superseded,

    /// <summary>It was missed, and the policy is <see cref="MisfirePolicy.None"/>.</summary>
    Missed,

    /// <summary>More were missed than <see cref="MissedTicks.MostCaughtUp"/>, and it was not among the latest.</summary>
    BeyondCap,

    /// <summary>It came while the schedule was paused.</summary>
    Paused,
}
