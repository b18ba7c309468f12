using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules run-now</c>.</summary>
internal static class RunScheduleNowCommand
{
    private const string Summary = "Begin a run with the settings of a schedule, paused or not.";

    private const string Details = """
        `workflow up` begins it, and does not wait for other runs of the schedule.
        """;

    private const string Examples = """
        workflow schedules run-now hydraulic-cooling/nightly
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> name = SchedulesCommand.Schedule();
        Option<string?> file = CommonOptions.PipelinesFile();
        Option<bool> json = CommonOptions.Json("the request");
        var command = new CommandWithExamples("run-now", Summary, Details, Examples) { name, file, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = ScheduleName.Require(parsed.GetValue(name)!);
            string path = environment.PipelinesPath(parsed.GetValue(file));
            await SchedulesCommand.WithSessionAsync(environment, path, $"schedules run-now {asked}", DoAsync, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;

            async Task DoAsync(IWorkflowSession session)
            {
                AskedRun run = await session.RunScheduleNowAsync(asked, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(run));
                else Terminal.Note($"a run of schedule {asked} is asked for (request {run.Request}); `workflow runs list` shows it when it has begun");
                SchedulesCommand.TellWhoBegins(session, "the run begins");
            }
        });
        return command;
    }
}
