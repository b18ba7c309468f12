using Workflow.Api.Contracts;
using Workflow.Jobs.Schedules;

namespace Workflow.Cli.Display;

/// <summary>Tells a person about a schedule.</summary>
internal static class SchedulePrinter
{
    /// <summary>Prints a schedule and what happened to it.</summary>
    public static void Print(ScheduleContract schedule, IReadOnlyList<ScheduleEvent> history)
    {
        Line("Schedule", $"{schedule.Pipeline}/{schedule.Name}  {schedule.Id}");
        Line("Written", schedule.Origin == "yaml" ? "in pipelines.yaml" : "by a user");
        Line("State", ScheduleTexts.State(schedule));
        Line("When", $"{schedule.Cron}  ({schedule.Zone})");
        if (schedule.Start is { } start) Line("Start", ScheduleTexts.Time(start, schedule.Zone));
        if (schedule.End is { } end) Line("End", ScheduleTexts.Time(end, schedule.Zone));
        if (schedule.Jitter is { } jitter) Line("Jitter", jitter);
        Line("Missed", schedule.Misfire);
        Line("Overlap", schedule.Overlap);
        foreach (string setting in schedule.Set) Line("Set", setting);
        if (schedule.LastTick is { } last) Line("Last", ScheduleTexts.Time(last, schedule.Zone));
        foreach (DateTimeOffset tick in schedule.NextTicks) Line("Next", ScheduleTexts.Time(tick, schedule.Zone));
        Terminal.Print(string.Empty);
        Tables.PrintHistory(history);
    }

    private static void Line(string what, string text) => Terminal.Print($"{what,-9} {text}");
}
