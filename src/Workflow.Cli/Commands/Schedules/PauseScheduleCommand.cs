using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules pause</c>.</summary>
internal static class PauseScheduleCommand
{
    private const string Summary = "Pass over the ticks of a schedule until it is resumed.";

    private const string Details = """
        Runs that it has begun go on. Ticks of the time of the pause begin no runs afterwards either.
        """;

    private const string Examples = """
        workflow schedules pause hydraulic-cooling/nightly --reason "the rig is being moved"
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> name = SchedulesCommand.Schedule();
        Option<string> reason = new("--reason") { Description = "Why, for whoever finds it paused", Required = true, HelpName = "TEXT" };
        Option<string?> file = CommonOptions.PipelinesFile();
        Option<bool> json = CommonOptions.Json("the schedule");
        var command = new CommandWithExamples("pause", Summary, Details, Examples) { name, reason, file, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = ScheduleName.Require(parsed.GetValue(name)!);
            string path = environment.PipelinesPath(parsed.GetValue(file));
            await SchedulesCommand.WithSessionAsync(environment, path, $"schedules pause {asked}", DoAsync, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;

            async Task DoAsync(IWorkflowSession session)
            {
                ScheduleContract paused = await session.PauseScheduleAsync(asked, parsed.GetValue(reason)!, cancellationToken).ConfigureAwait(false);
                SchedulesCommand.Tell(paused, $"is paused: {paused.PauseReason}", parsed.GetValue(json));
            }
        });
        return command;
    }
}
