using System.CommandLine;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow cache</c>: what is reused, and why.</summary>
internal static class CacheCommand
{
    private const string Summary = "Look into what is reused.";

    private const string ExplainSummary = "Tell why a step's result was reused, or made anew.";

    private const string ExplainDetails = """
        Compares what the step read in the newest run that came to its end with the run before it: its code, its parameters, its inputs.
        """;

    private const string Examples = """
        workflow cache explain train
        workflow cache explain train --pipeline hydraulic-cooling
        workflow cache explain train --run 3f9c --against 81d2 --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) => new CommandWithExamples("cache", Summary, string.Empty, Examples) { CreateExplain(environment) };

    private static CommandWithExamples CreateExplain(CliEnvironment environment)
    {
        var step = new Argument<string>("step") { Description = "The step" };
        Option<string?> pipeline = new("--pipeline") { Description = "The pipeline, where several have run", HelpName = "NAME" };
        Option<string?> run = new("--run") { Description = "The run to explain (default: the newest)", HelpName = "ID" };
        Option<string?> against = new("--against") { Description = "The run to compare with (default: the one before)", HelpName = "ID" };
        Option<bool> json = CommonOptions.Json("the explanation");
        var command = new CommandWithExamples("explain", ExplainSummary, ExplainDetails, Examples) { step, pipeline, run, against, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                string? runId = await FindAsync(session, parsed.GetValue(run), cancellationToken).ConfigureAwait(false);
                string? againstId = await FindAsync(session, parsed.GetValue(against), cancellationToken).ConfigureAwait(false);
                CacheExplanation explanation = await session.ExplainCacheAsync(parsed.GetValue(step)!, parsed.GetValue(pipeline), runId, againstId, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(explanation));
                else CachePrinter.Print(explanation);
                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static async Task<string?> FindAsync(IWorkflowSession session, string? id, CancellationToken cancellationToken) =>
        id is null ? null : (await RunName.RequireAsync(session, id, cancellationToken).ConfigureAwait(false)).Run;
}
