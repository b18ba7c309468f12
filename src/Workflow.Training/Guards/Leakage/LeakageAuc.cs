using Workflow.Training.Metrics;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Leakage;

/// <summary>
/// How well one column predicts a class on its own: the macro one-versus-rest AUC of shallow trees' predictions for held-back rows
/// (<see cref="SingleColumnTree"/>), stratified 5-fold cross-validation. For a category the cells are the indices of its levels.
/// </summary>
internal static class LeakageAuc
{
    private const int Folds = 5;

    /// <summary>The AUC, from 0 to 1; 0.5 says nothing.</summary>
    /// <param name="cells">The column's cells; NaN is missing.</param>
    /// <param name="labels">Class index of each cell.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="seed">Seed of the folds.</param>
    public static LeakageScore Measure(ReadOnlySpan<double> cells, ReadOnlySpan<int> labels, int classCount, long seed)
    {
        int[] folds = StratifiedFolds.Assign(labels, classCount, Folds, seed, "leakage");
        var targets = new double[labels.Length * classCount];
        for (int row = 0; row < labels.Length; row++) targets[(row * classCount) + labels[row]] = 1;
        double[] probabilities = HeldBackPredictions.Of(cells, targets, classCount, SingleColumnTree.DepthFor(classCount), smallestLeaf: 1, folds);
        double auc = RankingMetrics.Macro(RankingMetrics.OneVersusRest(probabilities, labels, classCount)) ?? 0.5;
        return new LeakageScore(auc, AucInterval.Of(auc, probabilities, labels, classCount));
    }
}
