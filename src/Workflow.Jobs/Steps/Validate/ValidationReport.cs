using Workflow.Training.Metrics;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Steps.Validate;

/// <summary>How the model did on the untouched test rows.</summary>
/// <param name="Test">The metrics of a classifier; null for regression.</param>
/// <param name="Regression">The metrics of regression; null for a classifier.</param>
/// <param name="Gates">The gates.</param>
public sealed record ValidationReport(ClassificationMetrics? Test, RegressionMetrics? Regression, IReadOnlyList<GateResult> Gates);
