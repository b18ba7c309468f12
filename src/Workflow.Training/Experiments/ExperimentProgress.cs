using Workflow.Training.Experiments.Trials;

namespace Workflow.Training.Experiments;

/// <summary>How far a search has come.</summary>
/// <param name="TrialsDone">Trials that need nothing more.</param>
/// <param name="Trials">Trials in the budget.</param>
/// <param name="BestLearner">Learner of the best trial so far; null before the first.</param>
/// <param name="BestLoss">Its loss, on the folds it was tried on.</param>
public sealed record ExperimentProgress(int TrialsDone, int Trials, string? BestLearner, double? BestLoss)
{
    /// <summary>Trials that have come to their end since the last report, in their order.</summary>
    public IReadOnlyList<EndedTrial> Ended { get; init; } = [];
}
