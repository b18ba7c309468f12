using System.Text.Json.Serialization;
using Workflow.Scoring.Schema;
using Workflow.Training.Features;
using Workflow.Training.Metrics;

namespace Workflow.Training.Guards.QuickModels;

/// <summary>How well rows were predicted that the model was not trained on. Of classes: log loss and AUC. Of numbers: error and R².</summary>
public sealed record HeldBackScore
{
    /// <summary>Mean log loss; lower is better.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LogLoss { get; init; }

    /// <summary>Macro one-versus-rest AUC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Auc { get; init; }

    /// <summary>Share of the rows whose class was told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Accuracy { get; init; }

    /// <summary>Root of the mean squared error, in units of the target; lower is better.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RootMeanSquaredError { get; init; }

    /// <summary>Share of the target's variance that is explained; 1 is all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? R2 { get; init; }

    /// <summary>Judges outputs: probabilities row by row, or numbers.</summary>
    internal static HeldBackScore Of(ReadOnlySpan<double> outputs, FeatureMatrix matrix)
    {
        if (matrix.Task == ModelTask.Regression) return OfNumbers(outputs, matrix.Targets);
        int right = 0;
        for (int row = 0; row < matrix.RowCount; row++)
        {
            int predicted = ClassificationMetrics.MostProbable(outputs.Slice(row * matrix.ClassCount, matrix.ClassCount));
            right += predicted == matrix.Labels[row] ? 1 : 0;
        }

        return new HeldBackScore
        {
            LogLoss = ClassificationMetrics.ComputeLogLoss(outputs, matrix.Labels, matrix.ClassCount),
            Auc = RankingMetrics.Macro(RankingMetrics.OneVersusRest(outputs, matrix.Labels, matrix.ClassCount)),
            Accuracy = (double)right / matrix.RowCount,
        };
    }

    private static HeldBackScore OfNumbers(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets)
    {
        double mean = 0, error = 0, total = 0;
        foreach (double target in targets) mean += target / targets.Length;
        for (int row = 0; row < targets.Length; row++)
        {
            error += (targets[row] - outputs[row]) * (targets[row] - outputs[row]);
            total += (targets[row] - mean) * (targets[row] - mean);
        }

        return new HeldBackScore { RootMeanSquaredError = Math.Sqrt(error / targets.Length), R2 = total > 0 ? 1 - (error / total) : 0 };
    }
}
