using System.CommandLine;
using System.Globalization;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;
using Workflow.Training.Configuration;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs logs</c>.</summary>
internal static class RunLogsCommand
{
    private const string Summary = "Print what the steps of a run have written.";

    private const string Details = """
        Without --step every line begins with the name of its step.
        Logs are kept for 30 days after the run's end.
        """;

    private const string Examples = """
        workflow runs logs 3f9c
        workflow runs logs 3f9c --step train
        workflow runs logs 3f9c -f
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> id = RunsCommand.Id();
        Option<string?> step = new("--step") { Description = "Only lines of this step", HelpName = "STEP" };
        Option<bool> follow = new("--follow", "-f") { Description = "Go on with new lines until the run is over" };
        var command = new CommandWithExamples("logs", Summary, Details, Examples) { id, step, follow };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                RunResult run = await RunName.RequireAsync(session, parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
                string? only = parsed.GetValue(step);
                if (only is not null && run.Steps.All(known => known.Name != only))
                {
                    throw new CliException($"run {run.Run} has no step '{only}'; {NearestName.Hint(only, [.. run.Steps.Select(known => known.Name)])}");
                }

                (bool isEmpty, long last) = await PrintAsync(session, run.Run, only, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(follow)) await FollowAsync(session, run.Run, only, last, cancellationToken).ConfigureAwait(false);
                else if (isEmpty) Terminal.Note($"{(only is null ? $"run {run.Run}" : $"step {only} of run {run.Run}")} has written nothing{(run.State.IsOver() ? string.Empty : " yet")}");
                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static async Task<(bool IsEmpty, long Last)> PrintAsync(IWorkflowSession session, string runId, string? step, CancellationToken cancellationToken)
    {
        bool isEmpty = true;
        long last = 0;
        while (true)
        {
            LogPage page = await session.ReadLogAsync(runId, step, last, cancellationToken).ConfigureAwait(false);
            if (last == 0 && page.DeletedAt is { } at)
            {
                Terminal.Note($"the log up to {at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} was deleted: logs are kept for some time after a run's end only");
                isEmpty = false;
            }

            foreach (LogLines lines in page.Items)
            {
                Print(lines.Step, lines.Lines, step);
                (isEmpty, last) = (false, lines.Sequence);
            }

            if (page.Next is null) return (isEmpty, last);
        }
    }

    private static async Task FollowAsync(IWorkflowSession session, string runId, string? step, long after, CancellationToken cancellationToken)
    {
        await foreach (FeedItem item in session.FollowFeedAsync(runId, after, cancellationToken).ConfigureAwait(false))
        {
            if (item.Lines is { } lines && (step is null || item.Step == step)) Print(item.Step, lines, step);
        }
    }

    private static void Print(string step, IReadOnlyList<string> lines, string? only)
    {
        foreach (string line in lines) Terminal.Print(only is null ? $"{step}: {line}" : line);
    }
}
