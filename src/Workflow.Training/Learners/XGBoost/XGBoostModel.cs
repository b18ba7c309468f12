using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost.Native;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>Takes a trained booster over into the scoring runtime.</summary>
internal static class XGBoostModel
{
    /// <summary>The booster's model, proved on every training row to answer what XGBoost answers, to the last bit.</summary>
    /// <exception cref="LearnerException">It does not, or the model has a form that the scoring runtime does not know.</exception>
    public static TreeEnsemble Read(Booster booster, DMatrix matrix)
    {
        FeatureMatrix training = matrix.Source;
        TreeEnsemble model = XGBoostModelReader.Read(booster.SaveJson(), training.FeatureCount, training.MarginCount);
        var trained = new float[training.RowCount * training.MarginCount];
        booster.PredictMargins(matrix, trained);
        var scored = new double[trained.Length];
        model.ComputeMargins(training.Values, anyMissing: true, scored);
        for (int i = 0; i < trained.Length; i++)
        {
            if (scored[i] == trained[i]) continue;
            throw new LearnerException(
                "scoring-differs",
                $"row {i / training.MarginCount}, margin {i % training.MarginCount}: XGBoost answers {trained[i]:R}, the scoring runtime {scored[i]:R}");
        }

        return model;
    }
}
