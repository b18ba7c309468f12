using System.Globalization;
using Dapper;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Schedules;

/// <summary>
/// What transactions write about schedules. Whoever changes a schedule locks its row first, then <see cref="SettleAsync">settles</see> the
/// ticks that are due by what the schedule was until now, then changes it: so no tick is handled twice or by rules that did not hold for it.
/// </summary>
internal static class ScheduleWrites
{
    /// <summary>The key under which schedules come and go.</summary>
    public const string ListLock = "schedules";

    /// <summary>Holds a schedule until the transaction ends; null where there is none.</summary>
    public static async Task<ScheduleRecord?> LockScheduleAsync(this WriteScope scope, string id) =>
        (await scope.FirstAsync<ScheduleRow>($"{ScheduleRow.Columns} WHERE id = @id {scope.ForUpdate}", new { id }).ConfigureAwait(false))?.ToRecord();

    /// <summary>Asks for a run for every due tick that is to begin one, records those that are not, and moves on to the first tick to come.</summary>
    public static async Task<ScheduleRecord> SettleAsync(this WriteScope scope, ScheduleRecord schedule)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(scope.Now);
        if (schedule.NextAt is not { } next || next > now) return schedule;
        CronTimes times = schedule.Times();
        TickPlan plan = schedule.IsPaused ? PassedInPause(times, next, now) : MissedTicks.Plan(schedule, times, now);
        if (plan.PassedOver is { } passed) await scope.RecordAsync(schedule.Id, "passed-over", passed.ToString()).ConfigureAwait(false);
        foreach (DateTimeOffset tick in plan.Begin) await scope.AskAsync(RequestFor(schedule, tick)).ConfigureAwait(false);
        return schedule with { NextAt = times.NextAfter(now), LastAt = plan.Begin.Count > 0 ? plan.Begin[^1] : schedule.LastAt };
    }

    /// <summary>Stores a new schedule.</summary>
    /// <returns>False where the pipeline has one of this name.</returns>
    public static async Task<bool> InsertAsync(this WriteScope scope, ScheduleRecord schedule) => await scope.ExecuteAsync(
        """
        INSERT INTO schedule (id, project, pipeline, name, action, cron, zone, start_at, end_at, jitter, misfire, overlap, settings, origin, paused, next_at, revision,
                              created_at, updated_at)
        VALUES (@Id, @Project, @Pipeline, @Name, @Action, @Cron, @Zone, @StartAt, @EndAt, @Jitter, @Misfire, @Overlap, @Settings, @Origin, @Paused, @NextAt, @Revision,
                @CreatedAt, @UpdatedAt)
        ON CONFLICT (project, pipeline, name) DO NOTHING
        """,
        ScheduleRow.Of(schedule)).ConfigureAwait(false) > 0;

    /// <summary>Stores what a locked schedule has become.</summary>
    /// <param name="scope">The transaction.</param>
    /// <param name="old">What it was when it was locked.</param>
    /// <param name="changed">What it is now.</param>
    public static async Task SaveAsync(this WriteScope scope, ScheduleRecord old, ScheduleRecord changed)
    {
        var row = new DynamicParameters(ScheduleRow.Of(changed));
        row.Add("oldRevision", old.Revision);
        row.Add("oldNext", old.NextAt?.ToUnixTimeMilliseconds() ?? -1);
        int saved = await scope.ExecuteAsync(
            """
            UPDATE schedule
            SET action = @Action, cron = @Cron, zone = @Zone, start_at = @StartAt, end_at = @EndAt, jitter = @Jitter, misfire = @Misfire, overlap = @Overlap,
                settings = @Settings, origin = @Origin, paused = @Paused, pause_reason = @PauseReason, paused_by = @PausedBy, next_at = @NextAt, last_at = @LastAt,
                revision = @Revision, updated_at = @UpdatedAt
            WHERE id = @Id AND revision = @oldRevision AND COALESCE(next_at, -1) = @oldNext
            """,
            row).ConfigureAwait(false);
        if (saved != 1) throw new InvalidOperationException($"The schedule {old.Id} was changed while it was locked.");
    }

    /// <summary>Appends to the history of a locked schedule.</summary>
    public static Task RecordAsync(this WriteScope scope, string scheduleId, string kind, string message) => scope.ExecuteAsync(
        """
        INSERT INTO schedule_event (schedule_id, sequence, kind, message, at)
        VALUES (@scheduleId, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM schedule_event WHERE schedule_id = @scheduleId), @kind, @message, @Now)
        """,
        new { scheduleId, kind, message = StorableText.Of(message), scope.Now });

    /// <summary>Removes a locked schedule and its history; its runs stay, those that have not begun are taken back.</summary>
    public static async Task DeleteAsync(this WriteScope scope, ScheduleRecord schedule, string reason)
    {
        await scope.WithdrawGroupAsync(schedule.Group, reason).ConfigureAwait(false);
        await scope.ExecuteAsync("DELETE FROM schedule_event WHERE schedule_id = @Id", new { schedule.Id }).ConfigureAwait(false);
        await scope.ExecuteAsync("DELETE FROM schedule WHERE id = @Id", new { schedule.Id }).ConfigureAwait(false);
    }

    /// <summary>A settled schedule with another definition: what it has done stays done, what comes follows the new one.</summary>
    public static ScheduleRecord Edited(this ScheduleRecord schedule, ScheduleDefinition definition, ScheduleOrigin origin, long now)
    {
        DateTimeOffset moment = DateTimeOffset.FromUnixTimeMilliseconds(now);
        ScheduleRecord edited = schedule with { Definition = definition, Origin = origin, Revision = schedule.Revision + 1, UpdatedAt = moment };
        return edited with { NextAt = edited.FirstAfter(moment) };
    }

    /// <summary>A schedule that is not stored yet.</summary>
    public static ScheduleRecord New(string pipeline, ScheduleDefinition definition, ScheduleOrigin origin, long now)
    {
        DateTimeOffset moment = DateTimeOffset.FromUnixTimeMilliseconds(now);
        var made = new ScheduleRecord
        {
            Id = Guid.CreateVersion7(moment).ToString(),
            Project = Projects.Default,
            Pipeline = pipeline,
            Definition = definition,
            Origin = origin,
            Revision = 1,
            CreatedAt = moment,
            UpdatedAt = moment,
        };
        return made with { NextAt = made.FirstAfter(moment) };
    }

    private static DateTimeOffset? FirstAfter(this ScheduleRecord schedule, DateTimeOffset moment) => schedule.Times().NextAfter(moment);

    private static NewRequest RequestFor(ScheduleRecord schedule, DateTimeOffset tick) => new(
        schedule.Pipeline,
        new RunCause(RunCauseKind.Schedule, $"schedule {schedule}", schedule.Id),
        string.Create(CultureInfo.InvariantCulture, $"schedule:{schedule.Id}:{tick.UtcDateTime:O}"))
    {
        Settings = schedule.Definition.Settings,
        LogicalAt = tick,
        Overlap = schedule.Definition.Overlap,
        Group = schedule.Group,
        GroupMaximum = 1,
        NotBefore = tick + TickJitter.DelayOf(schedule.Id, tick, schedule.Definition.Jitter),
    };

    private static TickPlan PassedInPause(CronTimes times, DateTimeOffset next, DateTimeOffset now)
    {
        DateTimeOffset before = next - TimeSpan.FromMilliseconds(1);
        return new TickPlan([], PassedOver.Of(times.Between(before, now), times.Backwards(before, now), PassOverReason.Paused));
    }
}
