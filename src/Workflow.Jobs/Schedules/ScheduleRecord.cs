using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Schedules;

/// <summary>A schedule, as it is stored.</summary>
public sealed record ScheduleRecord
{
    internal const string GroupPrefix = "schedule:";

    /// <summary>UUID, version 7.</summary>
    public required string Id { get; init; }

    /// <summary>Project.</summary>
    public required string Project { get; init; }

    /// <summary>Name of the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>What it does, and when.</summary>
    public required ScheduleDefinition Definition { get; init; }

    /// <summary>Where it is written.</summary>
    public required ScheduleOrigin Origin { get; init; }

    /// <summary>Whether its ticks are passed over.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? PauseReason { get; init; }

    /// <summary>Who paused it.</summary>
    public string? PausedBy { get; init; }

    /// <summary>The first tick that has not been handled: in the past where it is paused or nobody was there. Null where none will come.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The last tick for which a run was asked.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Grows with every edit, pause and resumption.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last edited, paused or resumed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What its runs are counted with: at most one at a time.</summary>
    public string Group => GroupPrefix + Id;

    /// <summary>Its ticks.</summary>
    /// <exception cref="ScheduleException">The zone is not known any more.</exception>
    public CronTimes Times() => CronTimes.Parse(Definition.Cron, Definition.Zone, Definition.Start, Definition.End);

    /// <summary>The next ticks after a moment, whether it is paused or not.</summary>
    public IReadOnlyList<DateTimeOffset> NextTicks(DateTimeOffset after, int count) => Times().Next(after, count);

    /// <inheritdoc/>
    public override string ToString() => $"{Pipeline}/{Definition.Name}";
}
