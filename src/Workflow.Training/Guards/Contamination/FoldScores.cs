using Workflow.Training.Guards.QuickModels;

namespace Workflow.Training.Guards.Contamination;

/// <summary>How well training rows were predicted by those of other folds.</summary>
/// <param name="Neighbours">By the majority, or mean, of the five nearest.</param>
/// <param name="Model">By a quick model.</param>
public sealed record FoldScores(HeldBackScore Neighbours, HeldBackScore Model);
