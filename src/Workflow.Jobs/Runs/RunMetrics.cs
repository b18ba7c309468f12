using Workflow.Training.Metrics;

namespace Workflow.Jobs.Runs;

/// <summary>How the model did.</summary>
/// <param name="Test">A classifier on the untouched test rows; absent for regression.</param>
/// <param name="Regression">Regression on the untouched test rows; absent for a classifier.</param>
public sealed record RunMetrics(ClassificationMetrics? Test, RegressionMetrics? Regression);
