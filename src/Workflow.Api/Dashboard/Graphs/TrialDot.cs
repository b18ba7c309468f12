using Workflow.Training.Experiments.Trials;

namespace Workflow.Api.Dashboard.Graphs;

/// <summary>A trial in the chart of a search.</summary>
/// <param name="X">Where, across.</param>
/// <param name="Y">Where, down.</param>
/// <param name="Status">What became of it.</param>
/// <param name="IsChosen">Whether it became the model.</param>
/// <param name="Words">What it is.</param>
public sealed record TrialDot(double X, double Y, TrialStatus Status, bool IsChosen, string Words);
