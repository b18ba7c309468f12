namespace Workflow.Training.Guards.Leakage;

/// <summary>What trees on one column predict for rows that they were not trained on: each row by the tree of the folds that do not hold it.</summary>
internal static class HeldBackPredictions
{
    /// <summary>Predicts every row.</summary>
    /// <param name="cells">The column's cells; NaN is missing.</param>
    /// <param name="targets">What is to be predicted, row by row.</param>
    /// <param name="width">Numbers per row.</param>
    /// <param name="depth">Levels of the trees.</param>
    /// <param name="smallestLeaf">Fewest training rows of an interval.</param>
    /// <param name="folds">Fold in which each row is held back.</param>
    public static double[] Of(ReadOnlySpan<double> cells, ReadOnlySpan<double> targets, int width, int depth, int smallestLeaf, int[] folds)
    {
        var predictions = new double[targets.Length];
        for (int fold = folds.Max(); fold >= 0; fold--)
        {
            var trainingCells = new List<double>();
            var trainingTargets = new List<double>();
            for (int row = 0; row < folds.Length; row++)
            {
                if (folds[row] == fold) continue;
                trainingCells.Add(cells[row]);
                trainingTargets.AddRange(targets.Slice(row * width, width));
            }

            var tree = SingleColumnTree.Fit([.. trainingCells], [.. trainingTargets], width, depth, smallestLeaf);
            for (int row = 0; row < folds.Length; row++)
            {
                if (folds[row] == fold) tree.Predict(cells[row]).CopyTo(predictions.AsSpan(row * width));
            }
        }

        return predictions;
    }
}
