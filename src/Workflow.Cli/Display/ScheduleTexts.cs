using System.Globalization;
using Workflow.Api.Contracts;
using Workflow.Jobs.Schedules;

namespace Workflow.Cli.Display;

/// <summary>What schedules say to people.</summary>
internal static class ScheduleTexts
{
    /// <summary>A moment on the clock of a zone, with its offset; in UTC where this machine does not know the zone.</summary>
    public static string Time(DateTimeOffset moment, string zone)
    {
        DateTimeOffset shown = moment.ToUniversalTime();
        try
        {
            shown = TimeZoneInfo.ConvertTime(moment, ScheduleZone.Find(zone));
        }
        catch (ScheduleException)
        {
            // The schedule itself says so.
        }

        return shown.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
    }

    /// <summary>What a schedule does now.</summary>
    public static string State(ScheduleContract schedule)
    {
        if (schedule.Paused) return $"paused by {schedule.PausedBy}: {schedule.PauseReason}";
        return schedule.Note ?? (schedule.NextTicks.Count == 0 ? "over" : "active");
    }
}
