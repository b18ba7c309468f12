using Workflow.Cli.Sessions;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Commands.Runs;

/// <summary>Sets a run going that was there before, and follows it.</summary>
internal static class RunAgain
{
    /// <summary>Sets a run going.</summary>
    /// <param name="environment">Where things are.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="beginAsync">Sets it going; returns the run to follow.</param>
    /// <param name="interruption">Ctrl+C.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> RunAsync(
        CliEnvironment environment, Request request, Func<IWorkflowSession, RunResult, Task<string>> beginAsync, Interruption interruption)
    {
        IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, request.Command, interruption.Token).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            if (request.Detach && !session.WorksOn)
            {
                throw new CliException("--detach needs a server: without one this command does the work itself. Start `workflow up` first, or leave --detach out");
            }

            RunResult run = await RunName.RequireAsync(session, request.Id, interruption.Token).ConfigureAwait(false);
            string runId = await beginAsync(session, run).ConfigureAwait(false);
            if (!request.Detach) return await RunFollowing.ToEndAsync(session, runId, request.Json, interruption).ConfigureAwait(false);
            Terminal.Print(request.Json ? Jobs.Json.JobsJson.WriteWire(new { run = runId }) : runId);
            return ExitCodes.Success;
        }
    }

    /// <summary>What was asked.</summary>
    /// <param name="Command">The command, for others who want to change the state meanwhile.</param>
    /// <param name="Id">The run, as the user typed it.</param>
    /// <param name="Detach">Whether to return at once.</param>
    /// <param name="Json">Whether the result is printed as JSON.</param>
    internal sealed record Request(string Command, string Id, bool Detach, bool Json);
}
