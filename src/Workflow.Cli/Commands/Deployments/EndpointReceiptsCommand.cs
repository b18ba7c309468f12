using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow endpoints receipts</c>: what is proven of what runs for an endpoint, and since when.</summary>
internal static class EndpointReceiptsCommand
{
    private const string Summary = "Show what is proven of what runs for an endpoint, and when that has changed.";

    private const string Details = """
        Nothing is asked: these are the receipts that servers and workers keep. `workflow endpoints prove` asks now.
        """;

    private const string Examples = """
        workflow endpoints receipts hydraulic-cooling-dev
        workflow endpoints receipts hydraulic-cooling-dev --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        Option<bool> json = CommonOptions.Json("the receipts and their changes");
        var command = new CommandWithExamples("receipts", Summary, Details, Examples) { endpoint, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, parsed.GetValue(endpoint)!, cancellationToken).ConfigureAwait(false);
                EndpointReceipts receipts = await session.ReadReceiptsAsync(found.Name, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(receipts));
                else
                {
                    ReceiptPrinter.Print(found.Name, receipts.Items);
                    ReceiptPrinter.Print(receipts.Events);
                }

                return ExitCodes.Success;
            }
        });
        return command;
    }
}
