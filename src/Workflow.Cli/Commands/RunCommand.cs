using System.CommandLine;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow run</c>: the whole way from the data to an answering endpoint.</summary>
internal static class RunCommand
{
    private const string Summary = "Run a pipeline: ingest, split, guard, train, validate, build-image, deploy.";

    private const string Details = """
        Steps whose inputs did not change are reused.
        An interrupted run is taken up again where it stopped.
        Ctrl+C cancels.
        """;

    private const string Examples = """
        workflow run hydraulic-cooling
        workflow run hydraulic-cooling --set train.budget.trials=10
        workflow run hydraulic-cooling --set split.file=splits.json --set split.name=5
        workflow run hydraulic-cooling --json > result.json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption)
    {
        var pipeline = new Argument<string>("pipeline") { Description = "Name of the pipeline in pipelines.yaml" };
        Option<string[]> set = CommonOptions.Set();
        Option<bool> noCache = new("--no-cache") { Description = "Do every step anew, whatever earlier runs have made" };
        Option<bool> json = CommonOptions.Json("one object with the result");
        Option<string?> file = CommonOptions.PipelinesFile();
        var command = new CommandWithExamples("run", Summary, Details, Examples) { pipeline, set, noCache, json, file };
        command.SetAction(async (parsed, _) =>
        {
            var request = new RunRequest(parsed.GetValue(pipeline)!, parsed.GetValue(set) ?? [], RunCause.ByHand("command line"))
            {
                NoCache = parsed.GetValue(noCache),
                BaseDirectory = Directory.GetCurrentDirectory(),
            };
            return await RunAsync(environment, request, environment.PipelinesPath(parsed.GetValue(file)), parsed.GetValue(json), interruption).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CliEnvironment environment, RunRequest request, string pipelinesPath, bool asJson, Interruption interruption)
    {
        IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, $"run {request.Pipeline}", interruption.Token).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            (string runId, bool isResumed) = await session.StartRunAsync(request, pipelinesPath, interruption.Token).ConfigureAwait(false);
            if (isResumed) Terminal.Note($"taking up the interrupted run {runId}");
            return await RunFollowing.ToEndAsync(session, runId, asJson, interruption).ConfigureAwait(false);
        }
    }
}
