namespace Workflow.Training.Evaluation;

/// <summary>A number to be predicted, and its prediction.</summary>
/// <param name="Actual">The number.</param>
/// <param name="Predicted">The prediction.</param>
public sealed record PredictedTarget(double Actual, double Predicted);
