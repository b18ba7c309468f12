using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Schedules;
using Workflow.Training.Configuration;

namespace Workflow.Api.Contracts;

/// <summary>A schedule.</summary>
public sealed record ScheduleContract
{
    private const int TicksShown = 5;

    /// <summary>UUID.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Name, unique within the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary><c>run</c> or <c>batch</c>.</summary>
    public required string Do { get; init; }

    /// <summary>When, on the clock of the zone.</summary>
    public required string Cron { get; init; }

    /// <summary>Time zone.</summary>
    public required string Zone { get; init; }

    /// <summary>No tick comes before it.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>No tick comes after it.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Runs begin up to so much after their ticks, for example <c>10m</c>; absent for none.</summary>
    public string? Jitter { get; init; }

    /// <summary>Which missed ticks begin a run: <c>latest</c>, <c>all</c> or <c>none</c>.</summary>
    public required string Misfire { get; init; }

    /// <summary>What a tick does while an earlier run is not over: <c>queue</c>, <c>skip</c> or <c>cancel</c>.</summary>
    public required string Overlap { get; init; }

    /// <summary><c>KEY=VALUE</c> for every value of the pipeline that is another one in its runs.</summary>
    public required IReadOnlyList<string> Set { get; init; }

    /// <summary>Where it is edited: <c>yaml</c> or <c>user</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Whether its ticks are passed over.</summary>
    public required bool Paused { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? PauseReason { get; init; }

    /// <summary>Who paused it.</summary>
    public string? PausedBy { get; init; }

    /// <summary>What a user should know of it; absent for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The next five ticks, whether it is paused or not; fewer where it ends before.</summary>
    public required IReadOnlyList<DateTimeOffset> NextTicks { get; init; }

    /// <summary>The last tick for which a run was asked.</summary>
    public DateTimeOffset? LastTick { get; init; }

    /// <summary>Grows with every edit, pause and resumption; an edit names the one that it is based on.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last edited, paused or resumed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The contract of a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="now">The ticks after this moment are the next ones.</param>
    public static ScheduleContract Of(ScheduleRecord schedule, DateTimeOffset now)
    {
        ScheduleDefinition definition = schedule.Definition;
        (IReadOnlyList<DateTimeOffset> ticks, string? problem) = Ticks(schedule, now);
        return new ScheduleContract
        {
            Id = schedule.Id,
            Pipeline = schedule.Pipeline,
            Name = definition.Name,
            Do = definition.Do,
            Cron = definition.Cron,
            Zone = definition.Zone,
            Start = definition.Start,
            End = definition.End,
            Jitter = definition.Jitter == TimeSpan.Zero ? null : ConfigUnits.WriteDuration(definition.Jitter),
            Misfire = ScheduleWords.Of(definition.Misfire),
            Overlap = ScheduleWords.Of(definition.Overlap),
            Set = definition.Settings,
            Origin = schedule.Origin == ScheduleOrigin.Yaml ? "yaml" : "user",
            Paused = schedule.IsPaused,
            PauseReason = schedule.PauseReason,
            PausedBy = schedule.PausedBy,
            Note = problem,
            NextTicks = ticks,
            LastTick = schedule.LastAt,
            Revision = schedule.Revision,
            CreatedAt = schedule.CreatedAt,
            UpdatedAt = schedule.UpdatedAt,
        };
    }

    // A zone may have been known once, and not any more: the others are to be seen nevertheless.
    private static (IReadOnlyList<DateTimeOffset> Ticks, string? Problem) Ticks(ScheduleRecord schedule, DateTimeOffset now)
    {
        try
        {
            return (schedule.NextTicks(now, TicksShown), null);
        }
        catch (ScheduleException unusable)
        {
            return ([], unusable.Message);
        }
    }
}
