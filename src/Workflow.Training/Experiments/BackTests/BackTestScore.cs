using Workflow.Training.Experiments.Folds;
using Workflow.Training.Features;
using Workflow.Training.Metrics;

namespace Workflow.Training.Experiments.BackTests;

/// <summary>How held-back rows were predicted. Figures of the other task are null.</summary>
public sealed record BackTestScore
{
    /// <summary>Mean log loss.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Share of the rows whose predicted class is the true one.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Macro F1.</summary>
    public double? F1Macro { get; init; }

    /// <summary>Matthews correlation coefficient.</summary>
    public double? Mcc { get; init; }

    /// <summary>Macro AUC.</summary>
    public double? AucMacro { get; init; }

    /// <summary>Root of the mean squared error.</summary>
    public double? Rmse { get; init; }

    /// <summary>Share of the variance that is explained.</summary>
    public double? R2 { get; init; }

    internal static BackTestScore Of(FeatureMatrix rows, ReadOnlySpan<double> margins)
    {
        (ClassificationMetrics? classes, RegressionMetrics? numbers) = HeldBackMetrics.Of(rows, margins);
        return new BackTestScore
        {
            LogLoss = classes?.LogLoss,
            Accuracy = classes?.Accuracy,
            F1Macro = classes?.F1Macro,
            Mcc = classes?.Mcc,
            AucMacro = classes?.AucMacro,
            Rmse = numbers?.Rmse,
            R2 = numbers?.R2,
        };
    }
}
