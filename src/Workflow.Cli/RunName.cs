using Workflow.Cli.Sessions;
using Workflow.Jobs.Runs;

namespace Workflow.Cli;

/// <summary>Identifiers of runs as users type them: whole, or their beginning or end where no other run has the same.</summary>
internal static class RunName
{
    /// <summary>Fewest letters of a part.</summary>
    public const int Shortest = 4;

    private const int MostShown = 5;

    /// <summary>The run that is meant, as it stands.</summary>
    /// <exception cref="CliException">There is none, or there are several; the message says which.</exception>
    public static async Task<RunResult> RequireAsync(IWorkflowSession session, string text, CancellationToken cancellationToken)
    {
        if (text.Length < Shortest || !text.All(letter => char.IsAsciiHexDigit(letter) || letter == '-'))
        {
            throw new CliException($"'{text}' is no run: write its identifier, or at least {Shortest} letters of its beginning or end, as `workflow runs list` shows them");
        }

        IReadOnlyList<RunResult> found = await session.ListRunsAsync(new RunFilter { Id = text.ToLowerInvariant() }, MostShown + 1, cancellationToken).ConfigureAwait(false);
        return found.Count switch
        {
            0 => throw new CliException($"there is no run '{text}'; `workflow runs list` shows those that there are"),
            1 => found[0],
            _ => throw new CliException(
                $"'{text}' may mean several runs: {string.Join(", ", found.Take(MostShown).Select(run => $"{run.Run} ({run.Pipeline})"))}{(found.Count > MostShown ? ", ..." : string.Empty)}"),
        };
    }
}
