using Workflow.Training.Experiments.Folds;
using Workflow.Training.Experiments.Selection;
using Workflow.Training.Features;
using Workflow.Training.Metrics;

namespace Workflow.Training.Experiments.BackTests;

/// <summary>How held-back rows were predicted. Figures of the other task are null.</summary>
public sealed record BackTestScore
{
    /// <summary>Mean log loss.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Share of the rows whose predicted class is the true one; of two classes, predicted at the model's threshold.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Macro F1.</summary>
    public double? F1Macro { get; init; }

    /// <summary>Matthews correlation coefficient.</summary>
    public double? Mcc { get; init; }

    /// <summary>Macro AUC.</summary>
    public double? AucMacro { get; init; }

    /// <summary>Mean cost of the mistakes at the threshold of two classes; null for any other task.</summary>
    public double? CostPerRow { get; init; }

    /// <summary>Root of the mean squared error.</summary>
    public double? Rmse { get; init; }

    /// <summary>Share of the variance that is explained.</summary>
    public double? R2 { get; init; }

    /// <summary>Judges margins.</summary>
    /// <param name="rows">The rows and what they are.</param>
    /// <param name="margins">Their margins, row by row.</param>
    /// <param name="point">Where a model of two classes decides; null for any other task.</param>
    internal static BackTestScore Of(FeatureMatrix rows, ReadOnlySpan<double> margins, OperatingPoint? point)
    {
        (ClassificationMetrics? classes, RegressionMetrics? numbers) = HeldBackMetrics.Of(rows, margins, point?.Threshold);
        return new BackTestScore
        {
            LogLoss = classes?.LogLoss,
            Accuracy = classes?.Accuracy,
            F1Macro = classes?.F1Macro,
            Mcc = classes?.Mcc,
            AucMacro = classes?.AucMacro,
            CostPerRow = classes is null ? null : point?.Costs.PerRow(classes.Confusion),
            Rmse = numbers?.Rmse,
            R2 = numbers?.R2,
        };
    }
}
