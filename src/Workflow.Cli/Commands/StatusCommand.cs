using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow status</c>: endpoints, the newest versions and runs.</summary>
internal static class StatusCommand
{
    private const string Summary = "Show endpoints, the newest versions and the newest runs.";

    private const string Details = "";

    private const string Examples = """
        workflow status
        workflow status --json
        """;

    private const int Shown = 10;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Option<bool> json = CommonOptions.Json("everything");
        var command = new CommandWithExamples("status", Summary, Details, Examples) { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                IReadOnlyList<EndpointContract> endpoints = await session.ListEndpointsAsync(cancellationToken).ConfigureAwait(false);
                IReadOnlyList<VersionContract> versions = await session.ListVersionsAsync(cancellationToken).ConfigureAwait(false);
                IReadOnlyList<RunResult> runs = await session.ListRunsAsync(new RunFilter(), Shown, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json))
                {
                    Terminal.Print(JobsJson.WriteWire(new { endpoints, versions, runs }));
                    return ExitCodes.Success;
                }

                Terminal.Print($"State in {environment.HomePath}, read {session.Description}");
                Tables.PrintEndpoints(endpoints, TimeProvider.System.GetUtcNow());
                Tables.PrintVersions([.. versions.Take(Shown)]);
                Tables.PrintRuns(runs);
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
