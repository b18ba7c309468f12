namespace Workflow.Training.Validation;

/// <summary>One gate and how the model did.</summary>
/// <param name="Gate">Name of the gate as pipelines.yaml writes it.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Value">What was reached; null where the metric is undefined, which fails the gate.</param>
/// <param name="Passed">Whether the limit is kept.</param>
public sealed record GateResult(string Gate, double Limit, double? Value, bool Passed);
