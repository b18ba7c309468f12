namespace Workflow.Training.Experiments.Trials;

/// <summary>What a trial took on this machine. Kept apart from the leaderboard, whose bytes must not depend on a clock.</summary>
/// <param name="Trial">The trial's place in the search.</param>
/// <param name="FitSeconds">Time to train on all folds that it was tried on, in seconds.</param>
/// <param name="ScoreMicroseconds">Median time to score one row with the scoring runtime, in microseconds; null where no model was kept.</param>
public sealed record TrialTiming(int Trial, double FitSeconds, double? ScoreMicroseconds);
