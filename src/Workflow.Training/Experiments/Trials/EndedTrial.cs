namespace Workflow.Training.Experiments.Trials;

/// <summary>A trial that needs nothing more, told while the search goes on.</summary>
/// <param name="Trial">Its place in the search, from 0.</param>
/// <param name="Learner">Name of its learner.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Folds">Folds on which it was tried.</param>
/// <param name="Loss">Its loss on them, calibrated; null where it failed.</param>
public sealed record EndedTrial(int Trial, string Learner, TrialStatus Status, int Folds, double? Loss);
