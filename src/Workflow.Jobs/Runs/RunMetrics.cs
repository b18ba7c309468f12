using Workflow.Training.Metrics;

namespace Workflow.Jobs.Runs;

/// <summary>How the model did.</summary>
/// <param name="Test">On the untouched test rows.</param>
public sealed record RunMetrics(ClassificationMetrics Test);
