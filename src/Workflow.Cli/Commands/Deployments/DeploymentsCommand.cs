using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow deployments</c>: what served an endpoint, and when.</summary>
internal static class DeploymentsCommand
{
    private const string Summary = "List what served an endpoint, and when, the newest first.";

    private const string Examples = """
        workflow deployments hydraulic-cooling-dev
        workflow deployments hydraulic-cooling-dev --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        Option<bool> json = CommonOptions.Json("the deployments");
        var command = new CommandWithExamples("deployments", Summary, string.Empty, Examples) { endpoint, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, parsed.GetValue(endpoint)!, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<PastDeployment> past = await session.ListDeploymentsAsync(found.Name, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(past));
                else DeploymentPrinter.Print(past);
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
