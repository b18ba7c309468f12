using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules resume</c>.</summary>
internal static class ResumeScheduleCommand
{
    private const string Summary = "Let a paused schedule go on with its next tick.";

    private const string Examples = """
        workflow schedules resume hydraulic-cooling/nightly
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> name = SchedulesCommand.Schedule();
        Option<string?> file = CommonOptions.PipelinesFile();
        Option<bool> json = CommonOptions.Json("the schedule");
        var command = new CommandWithExamples("resume", Summary, string.Empty, Examples) { name, file, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = ScheduleName.Require(parsed.GetValue(name)!);
            string path = environment.PipelinesPath(parsed.GetValue(file));
            await SchedulesCommand.WithSessionAsync(environment, path, $"schedules resume {asked}", DoAsync, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;

            async Task DoAsync(IWorkflowSession session)
            {
                ScheduleContract resumed = await session.ResumeScheduleAsync(asked, cancellationToken).ConfigureAwait(false);
                SchedulesCommand.Tell(resumed, $"goes on; it {SchedulesCommand.Next(resumed)}", parsed.GetValue(json));
            }
        });
        return command;
    }
}
