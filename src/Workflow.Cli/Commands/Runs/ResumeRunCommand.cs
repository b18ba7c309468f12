using System.CommandLine;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs resume</c>.</summary>
internal static class ResumeRunCommand
{
    private const string Summary = "Take up a run where it stopped, on the same definition and inputs.";

    private const string Details = """
        What succeeded stays. With --from that step and everything behind it are done anew.
        Ctrl+C cancels the run.
        """;

    private const string Examples = """
        workflow runs resume 3f9c
        workflow runs resume 3f9c --from train
        workflow runs resume 3f9c --detach
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption)
    {
        Argument<string> id = RunsCommand.Id();
        Option<string?> from = new("--from") { Description = "Step that is done anew, with everything behind it", HelpName = "STEP" };
        Option<bool> detach = RunsCommand.Detach();
        Option<bool> json = CommonOptions.Json("one object with the result");
        var command = new CommandWithExamples("resume", Summary, Details, Examples) { id, from, detach, json };
        command.SetAction((parsed, _) => RunAgain.RunAsync(
            environment,
            new RunAgain.Request($"runs resume {parsed.GetValue(id)}", parsed.GetValue(id)!, parsed.GetValue(detach), parsed.GetValue(json)),
            async (session, run) =>
            {
                await session.ResumeRunAsync(run.Run, parsed.GetValue(from), interruption.Token).ConfigureAwait(false);
                return run.Run;
            },
            interruption));
        return command;
    }
}
