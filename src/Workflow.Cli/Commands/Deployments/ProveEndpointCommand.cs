using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow endpoints prove</c>: has what runs for an endpoint prove now that it is what was deployed.</summary>
internal static class ProveEndpointCommand
{
    private const string Summary = "Have what runs for an endpoint prove now that it is what was deployed.";

    private const string Details = """
        Asked are the digest that answers, the golden answers, what the platform says really runs, the signatures and every byte of the image.
        Exit code 0: all of it is proven; 1: it is not.
        """;

    private const string Examples = """
        workflow endpoints prove hydraulic-cooling-dev
        workflow endpoints prove hydraulic-cooling-dev --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        Option<bool> json = CommonOptions.Json("the receipts");
        var command = new CommandWithExamples("prove", Summary, Details, Examples) { endpoint, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = parsed.GetValue(endpoint)!;
            IWorkflowSession session = await WorkflowSessions.OpenBesideAsync(environment, $"prove {asked}", cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, asked, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<DeploymentReceiptContract> receipts = await session.ProveEndpointAsync(found.Name, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(receipts));
                else ReceiptPrinter.Print(found.Name, receipts);
                return receipts.All(receipt => receipt.State == "green") ? ExitCodes.Success : ExitCodes.Failure;
            }
        });
        return command;
    }
}
