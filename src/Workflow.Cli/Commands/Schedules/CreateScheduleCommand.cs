using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules create</c>.</summary>
internal static class CreateScheduleCommand
{
    private const string Summary = "Make a schedule that pipelines.yaml does not have.";

    private const string Details = """
        The options mean what the keys of pipelines.yaml mean, and are as there when left out.
        """;

    private const string Examples = """
        workflow schedules create hydraulic-cooling/weekly --cron "0 4 * * 0" --zone Europe/Berlin
        workflow schedules create hydraulic-cooling/quick --cron "*/30 8-17 * * 1-5" --jitter 5m --overlap skip --set train.budget.trials=5
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> schedule = SchedulesCommand.Schedule();
        Option<string> cron = new("--cron") { Description = "When: minute, hour, day of month, month, day of week; a second may stand before them", Required = true, HelpName = "CRON" };
        Option<string?> zone = ZoneOption();
        Option<string?> start = new("--start") { Description = "No tick before it: a day or a time on the clock of the zone, or a time with its offset", HelpName = "TIME" };
        Option<string?> end = new("--end") { Description = "No tick after it; a day means its last second", HelpName = "TIME" };
        Option<string?> jitter = new("--jitter") { Description = "Runs begin up to so much after their ticks, for example 10m", HelpName = "TIME" };
        Option<string?> misfire = new("--misfire") { Description = "Which missed ticks begin a run: latest (default), all, none", HelpName = "POLICY" };
        Option<string?> overlap = new("--overlap") { Description = "What a tick does while an earlier run is not over: queue (default), skip, cancel", HelpName = "POLICY" };
        Option<string[]> set = new("--set") { Description = "Another value for one key of the pipeline, in these runs", HelpName = "KEY=VALUE", DefaultValueFactory = _ => [] };
        Option<string?> file = CommonOptions.PipelinesFile();
        Option<bool> json = CommonOptions.Json("the schedule");
        var command = new CommandWithExamples("create", Summary, Details, Examples) { schedule, cron, zone, start, end, jitter, misfire, overlap, set, file, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            (string pipeline, string name) = ScheduleName.Split(parsed.GetValue(schedule)!);
            var request = new CreateScheduleRequest(pipeline, name, parsed.GetValue(cron)!)
            {
                Zone = parsed.GetValue(zone),
                Start = parsed.GetValue(start),
                End = parsed.GetValue(end),
                Jitter = parsed.GetValue(jitter),
                Misfire = parsed.GetValue(misfire),
                Overlap = parsed.GetValue(overlap),
                Set = parsed.GetValue(set),
            };
            string path = environment.PipelinesPath(parsed.GetValue(file));
            await SchedulesCommand.WithSessionAsync(environment, path, $"schedules create {pipeline}/{name}", CreateAsync, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;

            async Task CreateAsync(IWorkflowSession session)
            {
                ScheduleContract made = await session.CreateScheduleAsync(request, path, cancellationToken).ConfigureAwait(false);
                SchedulesCommand.Tell(made, $"is made; it {SchedulesCommand.Next(made)}", parsed.GetValue(json));
                SchedulesCommand.TellWhoBegins(session, "it begins runs");
            }
        });
        return command;
    }

    /// <summary><c>--zone</c>.</summary>
    public static Option<string?> ZoneOption() => new("--zone") { Description = "Whose clock the times mean (default: UTC)", HelpName = "ZONE" };
}
