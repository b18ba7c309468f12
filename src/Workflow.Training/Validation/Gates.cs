using Workflow.Scoring.Schema;
using Workflow.Training.Metrics;

namespace Workflow.Training.Validation;

/// <summary>Holds metrics against gates.</summary>
public static class Gates
{
    /// <summary>A gate that would hold nothing back, in words; null where there is none.</summary>
    /// <param name="gates">The gates.</param>
    /// <param name="task">What is predicted.</param>
    public static string? Obstacle(GatesDefinition gates, ModelTask task)
    {
        (string Gate, double? Limit)[] ofClasses =
            [("max_log_loss", gates.MaxLogLoss), ("min_f1", gates.MinF1), ("min_accuracy", gates.MinAccuracy), ("min_mcc", gates.MinMcc), ("min_auc", gates.MinAuc)];
        (string Gate, double? Limit)[] ofNumbers = [("max_rmse", gates.MaxRmse), ("min_r2", gates.MinR2)];
        bool isRegression = task == ModelTask.Regression;
        string? useless = (isRegression ? ofClasses : ofNumbers).FirstOrDefault(gate => gate.Limit is not null).Gate;
        return useless is null
            ? null
            : $"{useless} holds nothing back: {(isRegression ? "the label is a number" : "the label has classes")}; take {string.Join(", ", (isRegression ? ofNumbers : ofClasses).Select(gate => gate.Gate))}";
    }

    /// <summary>The result of every gate that is set.</summary>
    public static IReadOnlyList<GateResult> Check(GatesDefinition gates, ClassificationMetrics metrics) =>
    [
        .. AtMost("max_log_loss", gates.MaxLogLoss, metrics.LogLoss),
        .. AtLeast("min_f1", gates.MinF1, metrics.F1Macro),
        .. AtLeast("min_accuracy", gates.MinAccuracy, metrics.Accuracy),
        .. AtLeast("min_mcc", gates.MinMcc, metrics.Mcc),
        .. AtLeast("min_auc", gates.MinAuc, metrics.AucMacro),
    ];

    /// <summary>The result of every gate that is set, for regression.</summary>
    public static IReadOnlyList<GateResult> Check(GatesDefinition gates, RegressionMetrics metrics) =>
        [.. AtMost("max_rmse", gates.MaxRmse, metrics.Rmse), .. AtLeast("min_r2", gates.MinR2, metrics.R2)];

    private static IEnumerable<GateResult> AtMost(string gate, double? limit, double? value)
    {
        if (limit is { } most) yield return new GateResult(gate, most, value, value <= most);
    }

    private static IEnumerable<GateResult> AtLeast(string gate, double? limit, double? value)
    {
        if (limit is { } least) yield return new GateResult(gate, least, value, value >= least);
    }
}
