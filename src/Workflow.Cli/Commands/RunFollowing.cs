using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Texts;

namespace Workflow.Cli.Commands;

/// <summary>Shows a run until it is over, whichever command has begun it or taken it up.</summary>
internal static class RunFollowing
{
    /// <summary>Follows a run and tells what came of it.</summary>
    /// <returns>Exit code.</returns>
    public static async Task<int> ToEndAsync(IWorkflowSession session, string runId, bool asJson, Interruption interruption)
    {
        RunDisplay display = Terminal.IsWatched ? new LiveRunDisplay(Terminal.Error) : new PlainRunDisplay(Terminal.Note, TimeProvider.System);
        try
        {
            await display.ShowAsync(session.FollowRunAsync(runId, interruption.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.IsByUser)
        {
            // Asked to end by the system instead, a run is not over: its steps are given back, and the next command takes it up again.
            Terminal.Note("cancelling the run");
            await session.CancelRunAsync(runId, CancellationToken.None).ConfigureAwait(false);
            await display.ShowAsync(session.FollowRunAsync(runId, CancellationToken.None)).ConfigureAwait(false);
        }

        RunResult result = await session.ReadRunAsync(runId, CancellationToken.None).ConfigureAwait(false);
        if (asJson) Terminal.Print(JobsJson.WriteWire(result));
        else ResultPrinter.Print(result);
        int waiting = await session.SendNotificationsAsync(CancellationToken.None).ConfigureAwait(false);
        if (result.State == RunState.Cancelled) Terminal.Note($"the next step: ./workflow runs resume {RunNames.Of(runId)}");
        if (waiting > 0) Terminal.Note($"{CountText.Of(waiting, "notification")} not delivered yet: the next ./workflow run or ./workflow up tries again (./workflow notifications list tells why)");
        return result.State switch
        {
            RunState.Succeeded => ExitCodes.Success,
            RunState.Cancelled => ExitCodes.Interrupted,
            _ => ExitCodes.Failure,
        };
    }
}
