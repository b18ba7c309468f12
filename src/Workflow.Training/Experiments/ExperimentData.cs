using Workflow.Training.Experiments.Folds;
using Workflow.Training.Features;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;

namespace Workflow.Training.Experiments;

/// <summary>What an experiment works on.</summary>
/// <param name="Plan">Columns, and the features of every encoding.</param>
/// <param name="All">All training rows, with their weights: the chosen model is trained on them.</param>
/// <param name="SearchedRows">Row of the dataset of each row that the search looks at.</param>
/// <param name="Folds">Those rows in random folds.</param>
/// <param name="Rows">Judges predictions for them.</param>
/// <param name="Offsets">What class weights have added to each margin; null for nothing.</param>
internal sealed record ExperimentData(
    FeaturePlan Plan, FeatureMatrix All, IReadOnlyList<int> SearchedRows, CrossValidation Folds, OutOfFold Rows, double[]? Offsets)
{
    /// <summary>How the dataset's rows belong together; null where they do not.</summary>
    public RowGrouping? Grouping { get; init; }

    /// <summary>Prepares it.</summary>
    /// <param name="definition">What the search may do.</param>
    /// <param name="plan">The columns.</param>
    /// <param name="trainingRows">Rows to train on.</param>
    /// <param name="unweighted">The same rows as features.</param>
    public static ExperimentData Of(ExperimentDefinition definition, FeaturePlan plan, IReadOnlyList<int> trainingRows, FeatureMatrix unweighted)
    {
        double[]? classWeights = RowWeights.OfClasses(unweighted, definition.ClassWeights);
        FeatureMatrix all = unweighted.WithWeights(RowWeights.OfRows(unweighted, classWeights));
        int[] searched = RowSample.Stratified(unweighted.Strata, definition.SearchRows ?? int.MaxValue, definition.Seed, "search-rows");
        bool isWhole = searched.Length == all.RowCount;
        var folds = new CrossValidation(plan, isWhole ? all : all.Select(searched), definition.Folds, definition.Seed);
        var rows = new OutOfFold(isWhole ? unweighted : unweighted.Select(searched), folds.RowsOf);
        return new ExperimentData(plan, all, [.. searched.Select(i => trainingRows[i])], folds, rows, RowWeights.Offsets(classWeights));
    }
}
