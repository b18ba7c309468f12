using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>Shows a run while it runs.</summary>
internal abstract class RunDisplay
{
    /// <summary>Shows every state that comes, until none comes any more.</summary>
    public abstract Task ShowAsync(IAsyncEnumerable<RunResult> states);
}
