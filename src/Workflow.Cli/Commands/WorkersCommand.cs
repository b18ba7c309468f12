using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow workers</c>: who works on runs.</summary>
internal static class WorkersCommand
{
    private const string Summary = "Tell who works on runs.";

    private const string Details = """
        A worker that has not been seen for too long is Gone, and forgotten a day later.
        """;

    private const string Examples = """
        workflow workers list
        workflow workers list --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) => new CommandWithExamples("workers", Summary, string.Empty, Examples) { CreateList(environment) };

    private static CommandWithExamples CreateList(CliEnvironment environment)
    {
        Option<bool> json = CommonOptions.Json("the workers");
        var command = new CommandWithExamples("list", "List workers, the newest first.", Details, Examples) { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                IReadOnlyList<WorkerContract> workers = await session.ListWorkersAsync(cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(workers));
                else Tables.PrintWorkers(workers);
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
