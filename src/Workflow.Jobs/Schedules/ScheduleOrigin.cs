namespace Workflow.Jobs.Schedules;

/// <summary>Where a schedule is written, and so where it is edited.</summary>
public enum ScheduleOrigin
{
    /// <summary>In pipelines.yaml: elsewhere it can be paused only.</summary>
    Yaml,

    /// <summary>Here, by a user.</summary>
    User,
}
