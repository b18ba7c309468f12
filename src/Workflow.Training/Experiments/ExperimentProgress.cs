namespace Workflow.Training.Experiments;

/// <summary>How far a search has come.</summary>
/// <param name="TrialsDone">Trials finished.</param>
/// <param name="Trials">Trials in the budget.</param>
/// <param name="BestLearner">Learner of the best trial so far; null before the first.</param>
/// <param name="BestLogLoss">Its log loss.</param>
public sealed record ExperimentProgress(int TrialsDone, int Trials, string? BestLearner, double? BestLogLoss);
