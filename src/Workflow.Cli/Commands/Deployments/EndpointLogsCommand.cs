using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow endpoints logs</c>: what the scorer of an endpoint has written last.</summary>
internal static class EndpointLogsCommand
{
    private const string Summary = "Show what the scorer of an endpoint has written last.";

    private const string Details = """
        Wherever it runs: a process, a container, Azure, a cluster (one replica after the other).
        """;

    private const string Examples = """
        workflow endpoints logs hydraulic-cooling-dev
        workflow endpoints logs hydraulic-cooling-dev --lines 500
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        Option<int> lines = CommonOptions.Whole("--lines", "How many lines", 100, 1, 10_000);
        var command = new CommandWithExamples("logs", Summary, Details, Examples) { endpoint, lines };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, parsed.GetValue(endpoint)!, cancellationToken).ConfigureAwait(false);
                Terminal.Print(await session.EndpointLogsAsync(found.Name, parsed.GetValue(lines), cancellationToken).ConfigureAwait(false));
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
