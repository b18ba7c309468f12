using System.CommandLine;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs cancel</c>.</summary>
internal static class CancelRunCommand
{
    private const string Summary = "End a run early.";

    private const string Details = """
        Steps that run are stopped, with every program that they have started.
        """;

    private const string Examples = """
        workflow runs cancel 3f9c
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> id = RunsCommand.Id();
        var command = new CommandWithExamples("cancel", Summary, Details, Examples) { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenBesideAsync(environment, $"runs cancel {parsed.GetValue(id)}", cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                RunResult run = await RunName.RequireAsync(session, parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
                if (run.State.IsOver()) throw new CliException($"run {run.Run} is over already: it is {run.State}");
                await session.CancelRunAsync(run.Run, cancellationToken).ConfigureAwait(false);
                Terminal.Note($"run {run.Run} is cancelled; steps that run stop now");
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
