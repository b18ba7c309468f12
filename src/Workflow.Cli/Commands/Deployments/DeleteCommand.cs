using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>workflow delete</c>: removes an endpoint with everything that platforms have of it.</summary>
internal static class DeleteCommand
{
    private const string Summary = "Remove an endpoint with everything that its platform has of it.";

    private const string Details = """
        Asks once more before it does; --yes does not. The versions, their images and the endpoint's history stay; its port is free again.
        While it takes, the endpoint is shown as destroying; an interrupted removal is continued by the same command.
        """;

    private const string Examples = """
        workflow delete hydraulic-cooling-dev
        workflow delete hydraulic-cooling-dev --yes
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var endpoint = new Argument<string>("endpoint") { Description = "Name of the endpoint, as `workflow endpoints` shows it" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask once more" };
        var forget = new Option<bool>("--forget") { Description = "Do not insist on what runs on a platform that does not answer: forget it" };
        var command = new CommandWithExamples("delete", Summary, Details, Examples) { endpoint, yes, forget };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = parsed.GetValue(endpoint)!;
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, $"delete {asked}", cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                EndpointContract found = await EndpointName.RequireAsync(session, asked, cancellationToken).ConfigureAwait(false);
                if (!parsed.GetValue(yes) && !IsConfirmed(found))
                {
                    Terminal.Note("nothing was changed");
                    return ExitCodes.Failure;
                }

                await session.DeleteEndpointAsync(found.Name, parsed.GetValue(forget), cancellationToken).ConfigureAwait(false);
                Terminal.Note($"{found.Name} is gone");
                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static bool IsConfirmed(EndpointContract endpoint)
    {
        if (Console.IsInputRedirected) throw new CliException($"nobody can be asked here whether {endpoint.Name} shall go: add --yes");
        string what = endpoint.Platform is { } platform ? $"which serves {endpoint.Version} on {platform}" : "which is stopped";
        Console.Error.Write($"Remove {endpoint.Name}, {what}, for good? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
