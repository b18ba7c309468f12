using Workflow.Jobs.Schedules;

namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/schedules/ID/backfill</c>.</summary>
/// <param name="From">The first day or moment, on the clock of the schedule's zone where it has no offset.</param>
/// <param name="To">The last day or moment; a day counts whole.</param>
/// <param name="Parallel">How many of the runs may go on at a time.</param>
/// <param name="Label">Ticks are asked for once under a label; another label asks for them once more.</param>
/// <param name="By">Who asks, for the record.</param>
public sealed record BackfillScheduleRequest(string From, string To, int Parallel = 1, string? Label = null, string? By = null)
{
    /// <summary>What is asked of a schedule.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="by">Who asks.</param>
    /// <exception cref="ScheduleException">The range is none.</exception>
    public BackfillRequest ToRequest(ScheduleRecord schedule, string by)
    {
        TimeZoneInfo zone = schedule.Times().Zone;
        return new BackfillRequest(schedule.Id, Moment("from", From, zone), Moment("to", To, zone), Parallel, by) { Label = Label ?? string.Empty };
    }

    private static DateTimeOffset Moment(string key, string text, TimeZoneInfo zone) =>
        ScheduleMoment.Parse(text, zone, isEnd: key == "to") ?? throw new ScheduleException($"{key}: '{text}' is no moment; {ScheduleMoment.Forms}");
}
