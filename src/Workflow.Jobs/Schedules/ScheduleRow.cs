using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Schedules;

/// <summary>A row of the table schedule.</summary>
internal sealed class ScheduleRow
{
    /// <summary>Selects rows.</summary>
    public const string Columns = """
        SELECT id AS Id, project AS Project, pipeline AS Pipeline, name AS Name, action AS Action, cron AS Cron, zone AS Zone, start_at AS StartAt, end_at AS EndAt,
               jitter AS Jitter, misfire AS Misfire, overlap AS Overlap, settings AS Settings, origin AS Origin, paused AS Paused, pause_reason AS PauseReason,
               paused_by AS PausedBy, next_at AS NextAt, last_at AS LastAt, revision AS Revision, created_at AS CreatedAt, updated_at AS UpdatedAt
        FROM schedule
        """;

    public string Id { get; init; } = string.Empty;

    public string Project { get; init; } = string.Empty;

    public string Pipeline { get; init; } = string.Empty;

    public string Name { get; init; } = string.Empty;

    public string Action { get; init; } = string.Empty;

    public string Cron { get; init; } = string.Empty;

    public string Zone { get; init; } = string.Empty;

    public long? StartAt { get; init; }

    public long? EndAt { get; init; }

    public long Jitter { get; init; }

    public string Misfire { get; init; } = string.Empty;

    public string Overlap { get; init; } = string.Empty;

    public string Settings { get; init; } = string.Empty;

    public string Origin { get; init; } = string.Empty;

    public long Paused { get; init; }

    public string? PauseReason { get; init; }

    public string? PausedBy { get; init; }

    public long? NextAt { get; init; }

    public long? LastAt { get; init; }

    public long Revision { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public static ScheduleRow Of(ScheduleRecord schedule) => new()
    {
        Id = schedule.Id,
        Project = schedule.Project,
        Pipeline = schedule.Pipeline,
        Name = schedule.Definition.Name,
        Action = schedule.Definition.Do,
        Cron = schedule.Definition.Cron,
        Zone = schedule.Definition.Zone,
        StartAt = schedule.Definition.Start?.ToUnixTimeMilliseconds(),
        EndAt = schedule.Definition.End?.ToUnixTimeMilliseconds(),
        Jitter = (long)schedule.Definition.Jitter.TotalMilliseconds,
        Misfire = schedule.Definition.Misfire.ToString(),
        Overlap = schedule.Definition.Overlap.ToString(),
        Settings = JobsJson.Write(schedule.Definition.Settings),
        Origin = schedule.Origin.ToString(),
        Paused = schedule.IsPaused ? 1 : 0,
        PauseReason = schedule.PauseReason,
        PausedBy = schedule.PausedBy,
        NextAt = schedule.NextAt?.ToUnixTimeMilliseconds(),
        LastAt = schedule.LastAt?.ToUnixTimeMilliseconds(),
        Revision = schedule.Revision,
        CreatedAt = schedule.CreatedAt.ToUnixTimeMilliseconds(),
        UpdatedAt = schedule.UpdatedAt.ToUnixTimeMilliseconds(),
    };

    public ScheduleRecord ToRecord() => new()
    {
        Id = Id,
        Project = Project,
        Pipeline = Pipeline,
        Definition = new ScheduleDefinition(Name, Action, Cron, Zone)
        {
            Start = Time(StartAt),
            End = Time(EndAt),
            Jitter = TimeSpan.FromMilliseconds(Jitter),
            Misfire = Enum.Parse<MisfirePolicy>(Misfire),
            Overlap = Enum.Parse<OverlapPolicy>(Overlap),
            Settings = JobsJson.Read<string[]>(Settings),
        },
        Origin = Enum.Parse<ScheduleOrigin>(Origin),
        IsPaused = Paused != 0,
        PauseReason = PauseReason,
        PausedBy = PausedBy,
        NextAt = Time(NextAt),
        LastAt = Time(LastAt),
        Revision = Revision,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAt),
    };

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}
