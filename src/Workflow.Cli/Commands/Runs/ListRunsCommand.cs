using System.CommandLine;
using System.CommandLine.Parsing;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Training.Configuration;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs list</c>.</summary>
internal static class ListRunsCommand
{
    private const string Summary = "List runs, newest first.";

    private const string Details = "";

    private const string Examples = """
        workflow runs list
        workflow runs list --pipeline hydraulic-cooling --state failed
        workflow runs list --tag nightly --limit 100 --json
        """;

    private const int Usual = 20;
    private const int Largest = 500;
    private static readonly string[] States = Enum.GetNames<RunState>();

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Option<string?> pipeline = new("--pipeline") { Description = "Only runs of this pipeline", HelpName = "NAME" };
        Option<RunState?> state = new("--state") { Description = $"Only runs in this state: {string.Join(", ", States)}", HelpName = "STATE", CustomParser = ReadState };
        Option<string?> tag = new("--tag") { Description = "Only runs with this tag", HelpName = "TAG" };
        Option<int> limit = CommonOptions.Whole("--limit", "How many at most", Usual, 1, Largest);
        Option<bool> json = CommonOptions.Json("the runs");
        var command = new CommandWithExamples("list", Summary, Details, Examples) { pipeline, state, tag, limit, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filter = new RunFilter { Pipeline = parsed.GetValue(pipeline), State = parsed.GetValue(state), Tag = parsed.GetValue(tag) };
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                IReadOnlyList<RunResult> runs = await session.ListRunsAsync(filter, parsed.GetValue(limit), cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(runs));
                else if (filter == new RunFilter()) Tables.PrintRuns(runs);
                else Tables.PrintRuns(runs, "none is so");
                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static RunState? ReadState(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (States.FirstOrDefault(known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name) return Enum.Parse<RunState>(name);
        argument.AddError($"'{text}' is no state of a run; {NearestName.Hint(text, States)}");
        return null;
    }
}
