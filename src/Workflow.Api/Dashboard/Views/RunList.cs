using Workflow.Jobs.Runs;

namespace Workflow.Api.Dashboard.Views;

/// <summary>A page of the list of runs.</summary>
/// <param name="Filter">Which runs.</param>
/// <param name="Runs">The runs, newest first.</param>
/// <param name="Pipelines">Names of all pipelines that have run.</param>
/// <param name="Next">Address of the next page; null where there is none.</param>
/// <param name="IsFirst">Whether the newest are among them.</param>
public sealed record RunList(RunFilter Filter, IReadOnlyList<RunResult> Runs, IReadOnlyList<string> Pipelines, string? Next, bool IsFirst);
