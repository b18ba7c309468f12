using System.CommandLine;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs retry</c>.</summary>
internal static class RetryRunCommand
{
    private const string Summary = "Begin a new run on the very definition of an earlier one, for the same date.";

    private const string Details = """
        Later edits of pipelines.yaml and of its recipes do not count.
        Ctrl+C cancels the new run.
        """;

    private const string Examples = """
        workflow runs retry 3f9c
        workflow runs retry 3f9c --no-cache
        workflow runs retry 3f9c --detach
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption)
    {
        Argument<string> id = RunsCommand.Id();
        Option<bool> noCache = new("--no-cache") { Description = "Do every step anew, whatever earlier runs have made" };
        Option<bool> detach = RunsCommand.Detach();
        Option<bool> json = CommonOptions.Json("one object with the result");
        var command = new CommandWithExamples("retry", Summary, Details, Examples) { id, noCache, detach, json };
        command.SetAction((parsed, _) => RunAgain.RunAsync(
            environment,
            new RunAgain.Request($"runs retry {parsed.GetValue(id)}", parsed.GetValue(id)!, parsed.GetValue(detach), parsed.GetValue(json)),
            (session, run) => session.RetryRunAsync(run.Run, parsed.GetValue(noCache), interruption.Token),
            interruption));
        return command;
    }
}
