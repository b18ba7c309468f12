namespace Workflow.Jobs.Schedules;

/// <summary>What becomes of ticks that came while nobody could handle them, or whose runs could not begin in time.</summary>
public enum MisfirePolicy
{
    /// <summary>Only the latest due tick begins a run.</summary>
    Latest,

    /// <summary>Every one begins a run, up to <see cref="MissedTicks.MostCaughtUp"/>.</summary>
    All,

    /// <summary>None begins a run.</summary>
    None,
}
