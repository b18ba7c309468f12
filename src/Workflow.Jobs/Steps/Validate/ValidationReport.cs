using Workflow.Training.Metrics;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Steps.Validate;

/// <summary>How the model did on the untouched test rows.</summary>
/// <param name="Test">The metrics.</param>
/// <param name="Gates">The gates.</param>
public sealed record ValidationReport(ClassificationMetrics Test, IReadOnlyList<GateResult> Gates);
