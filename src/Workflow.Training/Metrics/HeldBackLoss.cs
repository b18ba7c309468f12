using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Metrics;

/// <summary>The loss by which learners are stopped and compared: log loss for classes, the root of the mean squared error for numbers.</summary>
internal static class HeldBackLoss
{
    /// <summary>Computes the loss; every row counts the same.</summary>
    /// <param name="matrix">The rows and what they are.</param>
    /// <param name="margins">Margins of the rows, row by row.</param>
    public static double Of(FeatureMatrix matrix, ReadOnlySpan<double> margins) => matrix.Task == ModelTask.Regression
        ? RegressionMetrics.RootMeanSquare(margins, matrix.Targets)
        : ClassificationMetrics.ComputeLogLoss(Outputs.FromMargins(matrix.Link, margins, matrix.MarginCount), matrix.Labels, matrix.ClassCount);
}
