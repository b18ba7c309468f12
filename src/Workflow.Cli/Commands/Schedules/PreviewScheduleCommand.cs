using System.CommandLine;
using Workflow.Cli.Display;
using Workflow.Jobs.Json;
using Workflow.Jobs.Schedules;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules preview</c>.</summary>
internal static class PreviewScheduleCommand
{
    private const string Summary = "Tell when a cron text ticks next.";

    private const string Examples = """
        workflow schedules preview "0 2 * * *" --zone Europe/Berlin
        workflow schedules preview @daily --json
        """;

    private const int TicksShown = 5;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var cron = new Argument<string>("cron") { Description = "Minute, hour, day of month, month, day of week; a second may stand before them; or @daily and the like" };
        Option<string?> zone = CreateScheduleCommand.ZoneOption();
        Option<bool> json = CommonOptions.Json("the ticks");
        var command = new CommandWithExamples("preview", Summary, string.Empty, Examples) { cron, zone, json };
        command.SetAction(parsed =>
        {
            var text = new ScheduleText("preview", parsed.GetValue(cron)!) { Zone = parsed.GetValue(zone) };
            IReadOnlyList<DateTimeOffset> ticks = text.NextTicks(TimeProvider.System.GetUtcNow(), TicksShown);
            if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(new { nextTicks = ticks }));
            else if (ticks.Count == 0) Terminal.Print("it has no tick to come");
            else foreach (DateTimeOffset tick in ticks) Terminal.Print(ScheduleTexts.Time(tick, text.Zone ?? "UTC"));
            return ExitCodes.Success;
        });
        return command;
    }
}
