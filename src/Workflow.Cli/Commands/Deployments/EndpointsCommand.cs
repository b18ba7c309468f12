using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow endpoints</c>: what is deployed and whether it answers.</summary>
internal static class EndpointsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Option<bool> json = CommonOptions.Json("the endpoints");
        var command = new Command("endpoints", "List endpoints and ask each whether it is ready. Example: workflow endpoints --json") { json, EndpointLogsCommand.Create(environment), EndpointReceiptsCommand.Create(environment), ProveEndpointCommand.Create(environment) };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                IReadOnlyList<EndpointContract> endpoints = await session.ListEndpointsAsync(cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(endpoints));
                else Tables.PrintEndpoints(endpoints, TimeProvider.System.GetUtcNow());
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
