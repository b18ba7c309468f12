using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules list</c>.</summary>
internal static class ListSchedulesCommand
{
    private const string Summary = "List schedules, by pipeline and name.";

    private const string Examples = """
        workflow schedules list
        workflow schedules list --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Option<string?> file = CommonOptions.PipelinesFile();
        Option<bool> json = CommonOptions.Json("the schedules");
        var command = new CommandWithExamples("list", Summary, string.Empty, Examples) { file, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = environment.PipelinesPath(parsed.GetValue(file));
            await SchedulesCommand.WithSessionAsync(environment, path, null, ListAsync, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;

            async Task ListAsync(IWorkflowSession session)
            {
                ScheduleList schedules = await session.ListSchedulesAsync(cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(schedules));
                else Tables.PrintSchedules(schedules.Items);
                if (schedules.Problem is { } problem) Terminal.Complain(problem);
            }
        });
        return command;
    }
}
