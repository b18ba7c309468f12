using Workflow.Jobs.Experiments;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Dashboard.Views;

/// <summary>A page of the list of experiments.</summary>
/// <param name="Filter">Which ones.</param>
/// <param name="Experiments">The experiments, newest first.</param>
/// <param name="Pipelines">Names of the pipelines that an experiment can be built of.</param>
/// <param name="Next">Address of the next page; null where there is none.</param>
/// <param name="IsFirst">Whether the newest are among them.</param>
public sealed record ExperimentList(
    RunFilter Filter, IReadOnlyList<ExperimentSummary> Experiments, IReadOnlyList<string> Pipelines, string? Next, bool IsFirst);
