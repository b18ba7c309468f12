using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Features;
using Workflow.Training.Metrics;

namespace Workflow.Training.Experiments.Folds;

/// <summary>How held-back rows were predicted: one of the two, as the task asks.</summary>
/// <param name="Classes">Metrics of classes; null for numbers.</param>
/// <param name="Numbers">Metrics of numbers; null for classes.</param>
internal sealed record HeldBackMetrics(ClassificationMetrics? Classes, RegressionMetrics? Numbers)
{
    /// <summary>Judges margins.</summary>
    /// <param name="rows">The rows and what they are.</param>
    /// <param name="margins">Their margins, row by row.</param>
    /// <param name="threshold">The probability from which the second of two classes is said; null for any other task.</param>
    public static HeldBackMetrics Of(FeatureMatrix rows, ReadOnlySpan<double> margins, double? threshold)
    {
        if (rows.Task == ModelTask.Regression) return new HeldBackMetrics(null, RegressionMetrics.Compute(margins, rows.Targets));
        string[] classes = [.. Enumerable.Range(0, rows.ClassCount).Select(c => c.ToString(CultureInfo.InvariantCulture))];
        return new HeldBackMetrics(ClassificationMetrics.Compute(Outputs.FromMargins(rows.Link, margins, rows.MarginCount), rows.Labels, classes, threshold), null);
    }
}
