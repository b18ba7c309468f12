using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow start</c>: a stopped endpoint serves again what it served.</summary>
internal static class StartCommand
{
    private const string Summary = "Let a stopped endpoint serve again what it served.";

    private const string Details = """
        It is the very image that served, also where its version has a newer one by now. It has to prove itself as in any deployment. What its platform has kept is started; else it is made anew.
        """;

    private const string Examples = """
        workflow start hydraulic-cooling-dev
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        Option<string?> unverified = UnverifiedOption.Create();
        Option<bool> json = CommonOptions.Json("one object with the result");
        Option<string?> file = CommonOptions.PipelinesFile();
        var command = new CommandWithExamples("start", Summary, Details, Examples) { endpoint, unverified, json, file };
        command.SetAction(async (parsed, _) =>
        {
            string asked = parsed.GetValue(endpoint)!, path = environment.PipelinesPath(parsed.GetValue(file));
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, $"start {asked}", interruption.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, asked, interruption.Token).ConfigureAwait(false);
                var request = new StartRequest(found.Name, RunCause.ByHand("command line")) { UnverifiedReason = parsed.GetValue(unverified) };
                (string runId, bool isResumed) = await session.StartEndpointAsync(request, path, interruption.Token).ConfigureAwait(false);
                if (isResumed) Terminal.Note($"taking up the interrupted run {runId}");
                return await RunFollowing.ToEndAsync(session, runId, parsed.GetValue(json), interruption).ConfigureAwait(false);
            }
        });
        return command;
    }
}
