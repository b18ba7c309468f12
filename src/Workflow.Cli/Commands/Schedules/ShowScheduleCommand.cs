using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Schedules;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules show</c>.</summary>
internal static class ShowScheduleCommand
{
    private const string Summary = "Show a schedule: what it does, its next ticks, what happened to it.";

    private const string Examples = """
        workflow schedules show hydraulic-cooling/nightly
        workflow schedules show hydraulic-cooling/nightly --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> name = SchedulesCommand.Schedule();
        Option<string?> file = CommonOptions.PipelinesFile();
        Option<bool> json = CommonOptions.Json("the schedule and its history");
        var command = new CommandWithExamples("show", Summary, string.Empty, Examples) { name, file, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = ScheduleName.Require(parsed.GetValue(name)!);
            string path = environment.PipelinesPath(parsed.GetValue(file));
            await SchedulesCommand.WithSessionAsync(environment, path, null, ShowAsync, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;

            async Task ShowAsync(IWorkflowSession session)
            {
                ScheduleContract schedule = await session.ReadScheduleAsync(asked, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<ScheduleEvent> history = await session.ReadScheduleHistoryAsync(asked, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(new { schedule, history }));
                else SchedulePrinter.Print(schedule, history);
            }
        });
        return command;
    }
}
