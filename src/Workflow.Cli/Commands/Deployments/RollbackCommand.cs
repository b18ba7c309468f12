using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow rollback</c>: an endpoint serves again what it served before.</summary>
internal static class RollbackCommand
{
    private const string Summary = "Let an endpoint serve again what it served before.";

    private const string Details = """
        Without --to it is the last image that served there and is not the one of now: of an earlier version, or an earlier one of the same version.
        With --to it is the image with which that version served there last. It has to prove itself as in any deployment.
        """;

    private const string Examples = """
        workflow rollback hydraulic-cooling-dev
        workflow rollback hydraulic-cooling-dev --rehearse
        workflow rollback hydraulic-cooling-dev --to hydraulic-cooling@2 --reason "wrong about cold mornings"
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        var to = new Option<string?>("--to") { Description = "Version to go back to (model@7)", HelpName = "VERSION" };
        var reason = new Option<string?>("--reason") { Description = "Why, for the record", HelpName = "TEXT" };
        Option<string?> unverified = UnverifiedOption.Create();
        var rehearse = new Option<bool>("--rehearse") { Description = "Only try it: start what it would go back to beside the endpoint, prove it, time it, take it away" };
        Option<bool> json = CommonOptions.Json("one object with the result");
        Option<string?> file = CommonOptions.PipelinesFile();
        var command = new CommandWithExamples("rollback", Summary, Details, Examples) { endpoint, to, reason, unverified, rehearse, json, file };
        command.SetAction(async (parsed, _) =>
        {
            string asked = parsed.GetValue(endpoint)!, path = environment.PipelinesPath(parsed.GetValue(file));
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, $"rollback {asked}", interruption.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, asked, interruption.Token).ConfigureAwait(false);
                if (parsed.GetValue(rehearse)) return await RehearseAsync(session, found, parsed.GetValue(to), parsed.GetValue(json), interruption.Token).ConfigureAwait(false);
                var request = new RollbackRequest(found.Name, await NumberAsync(session, found, parsed.GetValue(to), interruption.Token).ConfigureAwait(false), RunCause.ByHand("command line"))
                {
                    Reason = parsed.GetValue(reason),
                    UnverifiedReason = parsed.GetValue(unverified),
                };
                (string runId, bool isResumed) = await session.RollBackAsync(request, path, interruption.Token).ConfigureAwait(false);
                if (isResumed) Terminal.Note($"taking up the interrupted run {runId}");
                return await RunFollowing.ToEndAsync(session, runId, parsed.GetValue(json), interruption).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static async Task<int> RehearseAsync(IWorkflowSession session, EndpointContract endpoint, string? to, bool isJson, CancellationToken cancellationToken)
    {
        if (to is not null) throw new CliException("--rehearse and --to contradict each other: what is rehearsed is what rollback does without --to");
        RehearsalContract ended = await session.RehearseRollbackAsync(endpoint.Name, cancellationToken).ConfigureAwait(false);
        if (isJson) Terminal.Print(JobsJson.WriteWire(ended));
        else Terminal.Print($"{endpoint.Name}: {RehearsalTexts.Of(ended)}");
        return ended.Problem is null ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task<long?> NumberAsync(IWorkflowSession session, EndpointContract endpoint, string? version, CancellationToken cancellationToken)
    {
        if (version is null) return null;
        VersionContract found = await VersionName.RequireAsync(session, version, cancellationToken).ConfigureAwait(false);
        return found.Model == endpoint.Pipeline ? found.Number : throw new CliException($"{found.Name} is no version of {endpoint.Pipeline}, which {endpoint.Name} serves");
    }
}
