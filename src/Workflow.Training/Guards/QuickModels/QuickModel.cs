using Workflow.Scoring.Schema;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Learners.XGBoost.Native;
using Workflow.Training.Metrics;

namespace Workflow.Training.Guards.QuickModels;

/// <summary>
/// A fixed, small model that tells what columns are worth: XGBoost, 50 rounds of depth 3. Its score compares; it is not the score of the model
/// that will be trained.
/// </summary>
internal static class QuickModel
{
    private const int Rounds = 50;

    /// <summary>Trains without each fold in turn and judges all held-back predictions together. To be called by a thread that may block.</summary>
    /// <param name="matrix">The rows; without features the shares of the classes, or the mean, are predicted.</param>
    /// <param name="folds">Fold in which each row is held back.</param>
    /// <param name="seed">Seed of the model.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    public static HeldBackScore Score(FeatureMatrix matrix, int[] folds, long seed, CancellationToken cancellationToken)
    {
        int outputCount = matrix.Task == ModelTask.Regression ? 1 : matrix.ClassCount;
        var outputs = new double[matrix.RowCount * outputCount];
        for (int fold = folds.Max(); fold >= 0; fold--)
        {
            int[] heldBack = [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] == fold)];
            FeatureMatrix training = matrix.Select([.. Enumerable.Range(0, folds.Length).Where(row => folds[row] != fold)]);
            double[] predicted = matrix.FeatureCount == 0
                ? [.. heldBack.SelectMany(_ => Prior(training))]
                : Predict(training, matrix.Select(heldBack), seed, cancellationToken);
            for (int i = 0; i < heldBack.Length; i++) predicted.AsSpan(i * outputCount, outputCount).CopyTo(outputs.AsSpan(heldBack[i] * outputCount));
        }

        return HeldBackScore.Of(outputs, matrix);
    }

    private static double[] Predict(FeatureMatrix training, FeatureMatrix heldBack, long seed, CancellationToken cancellationToken)
    {
        var scale = TargetScale.Of(training);
        using DMatrix trainingData = DMatrix.Create(scale.Apply(training));
        using DMatrix heldBackData = DMatrix.Create(heldBack);
        using var booster = new Booster(new XGBoostParameters { MaxDepth = 3, MaxBin = 64, Seed = seed, TreeMethod = "hist" }.ToTexts(), trainingData);
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(round, trainingData);
        }

        var margins = new float[heldBack.RowCount * heldBack.MarginCount];
        booster.PredictMargins(heldBackData, margins);
        double[] outputs = Outputs.FromMargins(heldBack.Link, [.. margins.Select(margin => (double)margin)], heldBack.MarginCount);
        return heldBack.Task == ModelTask.Regression ? [.. outputs.Select(scale.Back)] : outputs;
    }

    private static double[] Prior(FeatureMatrix training)
    {
        if (training.Task == ModelTask.Regression) return [training.Targets.ToArray().Average()];
        var shares = new double[training.ClassCount];
        foreach (int label in training.Labels) shares[label] += 1.0 / training.RowCount;
        return shares;
    }
}
