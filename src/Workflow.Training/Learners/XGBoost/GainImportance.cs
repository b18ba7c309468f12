using System.Text.Json;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost.Native;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>How much each feature contributes to a boosted model: the sum of the loss reductions of the splits on it.</summary>
internal static class GainImportance
{
    /// <summary>Trains a model of all features and measures it.</summary>
    /// <returns>Each feature's share of the total gain, from 0 to 1.</returns>
    public static double[] Measure(FeatureMatrix matrix, XGBoostParameters parameters, int rounds, CancellationToken cancellationToken)
    {
        using DMatrix data = DMatrix.Create(matrix);
        using var booster = new Booster(parameters.ToTexts(), data);
        for (int round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            booster.Update(round, data);
        }

        return Shares(booster.SaveJson(), matrix.FeatureCount);
    }

    private static double[] Shares(byte[] json, int featureCount)
    {
        var gains = new double[featureCount];
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement model = document.RootElement.GetProperty("learner").GetProperty("gradient_booster").GetProperty("model");
        foreach (JsonElement tree in model.GetProperty("trees").EnumerateArray())
        {
            JsonElement left = tree.GetProperty("left_children");
            JsonElement features = tree.GetProperty("split_indices");
            JsonElement losses = tree.GetProperty("loss_changes");
            for (int node = 0; node < left.GetArrayLength(); node++)
            {
                if (left[node].GetInt32() >= 0) gains[features[node].GetInt32()] += losses[node].GetDouble();
            }
        }

        double total = gains.Sum();
        return total > 0 ? [.. gains.Select(gain => gain / total)] : gains;
    }
}
