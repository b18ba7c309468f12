namespace Workflow.Jobs.Logs;

/// <summary>The end of a run's log.</summary>
/// <param name="Items">Lines in order.</param>
/// <param name="Last">The newest number of the run's feed: what comes after it is not among the lines.</param>
public sealed record LogTail(IReadOnlyList<LogLines> Items, long Last);
