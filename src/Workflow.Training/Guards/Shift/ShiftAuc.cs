using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Learners.XGBoost.Native;
using Workflow.Training.Metrics;
using Workflow.Training.Splits;

namespace Workflow.Training.Guards.Shift;

/// <summary>
/// How well train and test rows can be told apart: the AUC, on held-back rows of a stratified 5-fold cross-validation, of XGBoost with 100
/// rounds of depth-3 trees. About 0.5 where both come from one distribution.
/// </summary>
internal static class ShiftAuc
{
    private const int Folds = 5;
    private const int Rounds = 100;

    /// <summary>The AUC, from 0 to 1.</summary>
    /// <param name="matrix">Features of all rows; the label is 1 for test rows and 0 for training rows.</param>
    /// <param name="seed">Seed of the folds.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    public static double Measure(FeatureMatrix matrix, long seed, CancellationToken cancellationToken)
    {
        int[] folds = StratifiedFolds.Assign(matrix.Labels, matrix.ClassCount, Folds, seed, "shift");
        var parameters = new XGBoostParameters { MaxDepth = 3, Seed = seed, TreeMethod = "hist" };
        var scores = new double[matrix.RowCount];
        for (int fold = 0; fold < Folds; fold++)
        {
            int[] rows = [.. Enumerable.Range(0, folds.Length)];
            int[] heldBack = [.. rows.Where(row => folds[row] == fold)];
            using DMatrix training = DMatrix.Create(matrix.Select([.. rows.Where(row => folds[row] != fold)]));
            using DMatrix test = DMatrix.Create(matrix.Select(heldBack));
            using var booster = new Booster(parameters.ToTexts(), training, test);
            for (int round = 0; round < Rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                booster.Update(round, training);
            }

            var margins = new float[heldBack.Length];
            booster.PredictMargins(test, margins);
            for (int i = 0; i < heldBack.Length; i++) scores[heldBack[i]] = margins[i];
        }

        bool[] isTest = new bool[matrix.RowCount];
        for (int i = 0; i < isTest.Length; i++) isTest[i] = matrix.Labels[i] == 1;
        return RankingMetrics.Auc(scores, isTest);
    }
}
