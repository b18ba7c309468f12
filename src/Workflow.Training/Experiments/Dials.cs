namespace Workflow.Training.Experiments;

/// <summary>
/// Three numbers from 1 to 10 that stand for a search, as Driverless AI has them: how exact, how long, how easy to read. What each sets is the
/// table in docs/training.md; a setting that is named itself wins.
/// </summary>
/// <param name="Accuracy">Folds of the cross-validation and models in an ensemble; null leaves both as they are.</param>
/// <param name="Time">Trials and the rows that the search looks at; null leaves both as they are.</param>
/// <param name="Interpretability">Which learners compete, how many columns they may read, ensembles; null leaves them as they are.</param>
public sealed record Dials(int? Accuracy, int? Time, int? Interpretability)
{
    private const int SingleModelFrom = 7;
    private const int SimpleModelsFrom = 9;

    private static readonly int[] TrialsByTime = [8, 12, 20, 30, 40, 60, 90, 140, 200, 300];
    private static readonly int?[] RowsByTime = [20_000, 20_000, 50_000, 50_000, 100_000, 100_000, 200_000, null, null, null];
    private static readonly int[] EnsembleByAccuracy = [1, 1, 2, 3, 5, 5, 6, 8, 8, 10];
    private static readonly int[] FoldsByAccuracy = [3, 3, 5, 5, 5, 5, 5, 5, 10, 10];
    private static readonly int?[] ColumnsByInterpretability = [null, null, null, null, null, null, 64, 32, 16, 8];

    private static readonly string[] SimpleLearners = ["prior", "decision-tree", "logistic", "ridge"];

    /// <summary>A definition as the dials set it.</summary>
    public ExperimentDefinition Apply(ExperimentDefinition definition)
    {
        if (Accuracy is { } accuracy) definition = definition with { Folds = FoldsByAccuracy[accuracy - 1], EnsembleSize = EnsembleByAccuracy[accuracy - 1] };
        if (Time is { } time) definition = definition with { Trials = TrialsByTime[time - 1], SearchRows = RowsByTime[time - 1] };
        if (Interpretability is not { } interpretability) return definition;
        definition = definition with { Columns = ColumnsByInterpretability[interpretability - 1] };
        if (interpretability >= SingleModelFrom) definition = definition with { EnsembleSize = 1, IsMonotone = true };
        return interpretability >= SimpleModelsFrom ? definition with { Learners = SimpleLearners } : definition;
    }
}
