using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow traffic</c>: how the requests of an endpoint are divided between two versions.</summary>
internal static class TrafficCommand
{
    private const string Summary = "Show how the requests of an endpoint are divided between two versions, or decide about it.";

    private const string Details = """
        A second version comes by `workflow deploy VERSION --env NAME --canary | --split | --shadow`. Counts are those since the present step began,
        of all gateways together. --differing lists answers of the two that are not the same.
        """;

    private const string Examples = """
        workflow traffic hydraulic-cooling-dev
        workflow traffic hydraulic-cooling-dev --differing 10 --json
        workflow traffic hydraulic-cooling-dev --promote --reason "better on cold mornings"
        workflow traffic hydraulic-cooling-dev --end
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        var promote = new Option<bool>("--promote") { Description = "Let the second version serve alone from now on; the first is kept warm" };
        var end = new Option<bool>("--end") { Description = "Take the second version away" };
        var reason = new Option<string?>("--reason") { Description = "Why it is promoted, for the record", HelpName = "TEXT" };
        Option<int> differing = CommonOptions.Whole("--differing", "How many differing answers are listed", 0, 0, 10_000);
        Option<bool> json = CommonOptions.Json("one object with both versions and their counts");
        var command = new CommandWithExamples("traffic", Summary, Details, Examples) { endpoint, promote, end, reason, differing, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            bool isPromoted = parsed.GetValue(promote), isEnded = parsed.GetValue(end);
            if (isPromoted && isEnded) throw new CliException("--promote and --end contradict each other");
            string asked = parsed.GetValue(endpoint)!;
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, isPromoted || isEnded ? $"traffic {asked}" : null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, asked, cancellationToken).ConfigureAwait(false);
                if (isPromoted) await session.PromoteTrafficAsync(found.Name, parsed.GetValue(reason), cancellationToken).ConfigureAwait(false);
                if (isEnded) await session.EndTrafficAsync(found.Name, cancellationToken).ConfigureAwait(false);
                TrafficReport report = await session.ReadTrafficAsync(found.Name, parsed.GetValue(differing), cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(report));
                else TrafficPrinter.Print(report, parsed.GetValue(differing));
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
