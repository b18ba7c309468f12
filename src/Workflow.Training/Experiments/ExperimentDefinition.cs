using Workflow.Training.Experiments.Selection;

namespace Workflow.Training.Experiments;

/// <summary>What a search may do.</summary>
public sealed record ExperimentDefinition
{
    /// <summary>The dials that the definition was made by; null where none was turned.</summary>
    public Dials? Dials { get; init; }

    /// <summary>Most trials; at least 1.</summary>
    public int Trials { get; init; } = 40;

    /// <summary>
    /// Boosting rounds and trees over all trials and folds after which no more folds are begun; the first generation always runs to its end. Null
    /// for no limit. Work is counted in rounds, not in seconds, so that the same inputs give the same winner on a slow and on a fast machine.
    /// </summary>
    public long? Rounds { get; init; }

    /// <summary>
    /// Most training rows that the search looks at, each class by its share; null for all. The chosen model is trained on all of them.
    /// </summary>
    public int? SearchRows { get; init; }

    /// <summary>Folds of the cross-validation, from 2.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Seed of folds, samples and proposals.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Learners that may compete; a subset of <see cref="SearchSpace.LearnerNames"/>.</summary>
    public IReadOnlyList<string> Learners { get; init; } = SearchSpace.LearnerNames;

    /// <summary>Most models in an ensemble; 1 for none.</summary>
    public int EnsembleSize { get; init; } = 5;

    /// <summary>
    /// Whether forests and boosted trees may only rise, or only fall, along each column that has a direction, for two classes and for numbers.
    /// </summary>
    public bool IsMonotone { get; init; }

    /// <summary>Most columns that a model may read; null for all.</summary>
    public int? Columns { get; init; }

    /// <summary>What decides between models, the first first.</summary>
    public IReadOnlyList<SelectionCriterion> Select { get; init; } = [SelectionCriterion.Loss];

    /// <summary>Whether rows of rare classes count more in training.</summary>
    public ClassWeighting ClassWeights { get; init; } = ClassWeighting.None;

    /// <summary>What each mistake of a model of two classes costs; null where both cost the same.</summary>
    public MistakeCosts? Costs { get; init; }

    /// <summary>Most memory that a trial may need by its own declaration, in bytes.</summary>
    public long TrialMemoryBytes { get; init; } = 4L << 30;
}
