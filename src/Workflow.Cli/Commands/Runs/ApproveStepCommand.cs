using System.CommandLine;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs approve</c>.</summary>
internal static class ApproveStepCommand
{
    private const string Summary = "Agree to a step that waits for a person.";

    private const string Details = """
        Whoever works on the run goes on with it: a server, or the command that has begun it. Where nobody does, `workflow runs resume` takes it up.
        """;

    private const string Examples = """
        workflow runs approve 3f9c deploy
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> id = RunsCommand.Id();
        var step = new Argument<string>("step") { Description = "The step" };
        var command = new CommandWithExamples("approve", Summary, Details, Examples) { id, step };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenBesideAsync(environment, $"runs approve {parsed.GetValue(id)}", cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                RunResult run = await RunName.RequireAsync(session, parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
                await session.ApproveStepAsync(run.Run, parsed.GetValue(step)!, cancellationToken).ConfigureAwait(false);
                Terminal.Note($"step {parsed.GetValue(step)} of run {run.Run} is approved");
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
