using Workflow.Api.Contracts;
using Workflow.Jobs.Experiments;

namespace Workflow.Api.Dashboard.Views;

/// <summary>What the page of a version shows.</summary>
/// <param name="Version">The version.</param>
/// <param name="Experiment">The experiment that it came from; null where that was at another site.</param>
/// <param name="Production">Where it serves or has served, and how it did.</param>
public sealed record VersionView(VersionContract Version, ExperimentReport? Experiment, VersionProduction Production);
