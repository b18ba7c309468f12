using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Training.Errors;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs show</c>.</summary>
internal static class ShowRunCommand
{
    private const string Summary = "Show a run: its steps, what happened to it, what it has made.";

    private const string Details = "";

    private const string Examples = """
        workflow runs show 3f9c
        workflow runs show 3f9c --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> id = RunsCommand.Id();
        Option<bool> json = CommonOptions.Json("what `run --json` prints, with the history");
        var command = new CommandWithExamples("show", Summary, Details, Examples) { id, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                RunResult outline = await RunName.RequireAsync(session, parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
                RunResult run = await ReadAsync(session, outline, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<StepEvent> history = await session.ReadHistoryAsync(run.Run, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) PrintJson(run, history);
                else RunPrinter.Print(run, history);
                return ExitCodes.Success;
            }
        });
        return command;
    }

    // What a run has made may be gone; how it went is known all the same.
    private static async Task<RunResult> ReadAsync(IWorkflowSession session, RunResult outline, CancellationToken cancellationToken)
    {
        try
        {
            return await session.ReadRunAsync(outline.Run, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkflowException gone)
        {
            Terminal.Complain($"what the run has made cannot be shown: {gone.Message}");
            return outline;
        }
    }

    private static void PrintJson(RunResult run, IReadOnlyList<StepEvent> history)
    {
        JsonObject document = JsonSerializer.SerializeToNode(run, JobsJson.Wire)!.AsObject();
        document["history"] = JsonSerializer.SerializeToNode(history, JobsJson.Wire);
        Terminal.Print(document.ToJsonString(JobsJson.Wire));
    }
}
