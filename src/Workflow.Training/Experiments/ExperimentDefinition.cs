namespace Workflow.Training.Experiments;

/// <summary>What a search may do.</summary>
public sealed record ExperimentDefinition
{
    /// <summary>Most trials; at least 1.</summary>
    public int Trials { get; init; } = 40;

    /// <summary>
    /// Most boosting rounds over all trials and folds; null for no limit. Work is counted in rounds, not in seconds, so that the same inputs
    /// give the same winner on a slow and on a fast machine.
    /// </summary>
    public long? Rounds { get; init; }

    /// <summary>Folds of the cross-validation, from 2.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Seed of folds, samples and proposals.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Learners that may compete; a subset of <see cref="SearchSpace.LearnerNames"/>.</summary>
    public IReadOnlyList<string> Learners { get; init; } = SearchSpace.LearnerNames;
}
