using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules delete</c>.</summary>
internal static class DeleteScheduleCommand
{
    private const string Summary = "Remove a schedule that was made here.";

    private const string Details = """
        Runs that it has asked for and that have not begun are taken back. A schedule of pipelines.yaml is removed there.
        """;

    private const string Examples = """
        workflow schedules delete hydraulic-cooling/weekly
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> name = SchedulesCommand.Schedule();
        Option<string?> file = CommonOptions.PipelinesFile();
        Option<bool> json = CommonOptions.Json("the schedule as it was");
        var command = new CommandWithExamples("delete", Summary, Details, Examples) { name, file, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = ScheduleName.Require(parsed.GetValue(name)!);
            string path = environment.PipelinesPath(parsed.GetValue(file));
            await SchedulesCommand.WithSessionAsync(environment, path, $"schedules delete {asked}", DoAsync, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;

            async Task DoAsync(IWorkflowSession session)
            {
                ScheduleContract schedule = await session.ReadScheduleAsync(asked, cancellationToken).ConfigureAwait(false);
                await session.DeleteScheduleAsync(schedule.Id, cancellationToken).ConfigureAwait(false);
                SchedulesCommand.Tell(schedule, "is removed", parsed.GetValue(json));
            }
        });
        return command;
    }
}
