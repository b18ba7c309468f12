using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow stop</c>: ends what answers at an endpoint.</summary>
internal static class StopCommand
{
    private const string Summary = "Stop what runs at an endpoint.";

    private const string Details = """
        Open requests are answered first.
        The endpoint keeps its name and port; the next run starts it again.
        """;

    private const string Examples = """
        workflow stop hydraulic-cooling-dev
        workflow stop hydraulic-cooling-dev --forget
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        var forget = new Option<bool>("--forget") { Description = "Do not insist on stopping what runs on a platform that does not answer: forget it" };
        var command = new CommandWithExamples("stop", Summary, Details, Examples) { endpoint, forget };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = parsed.GetValue(endpoint)!;
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, $"stop {asked}", cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, asked, cancellationToken).ConfigureAwait(false);
                await session.StopEndpointAsync(found.Name, parsed.GetValue(forget), cancellationToken).ConfigureAwait(false);
                Terminal.Note(found.State == "stopped" ? $"{found.Name} was stopped already" : $"{found.Name} is stopped; workflow start {found.Name} lets it serve again");
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
