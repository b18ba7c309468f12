using Workflow.Training.Metrics;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards;

/// <summary>
/// How well one column predicts the target on its own: the macro one-versus-rest AUC of shallow trees' predictions for held-back rows
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
    public static double Measure(ReadOnlySpan<double> cells, ReadOnlySpan<int> labels, int classCount, long seed)
    {
        int[] folds = StratifiedFolds.Assign(labels, classCount, Folds, seed, "leakage");
        var probabilities = new double[labels.Length * classCount];
        for (int fold = 0; fold < Folds; fold++)
        {
            var trainingCells = new List<double>();
            var trainingLabels = new List<int>();
            for (int i = 0; i < labels.Length; i++)
            {
                if (folds[i] == fold) continue;
                trainingCells.Add(cells[i]);
                trainingLabels.Add(labels[i]);
            }

            SingleColumnTree tree = SingleColumnTree.Fit([.. trainingCells], [.. trainingLabels], classCount);
            for (int i = 0; i < labels.Length; i++)
            {
                if (folds[i] == fold) tree.Predict(cells[i]).CopyTo(probabilities.AsSpan(i * classCount));
            }
        }

        return RankingMetrics.Macro(RankingMetrics.OneVersusRest(probabilities, labels, classCount)) ?? 0.5;
    }
}
