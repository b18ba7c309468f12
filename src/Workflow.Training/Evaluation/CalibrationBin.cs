namespace Workflow.Training.Evaluation;

/// <summary>Predictions of about the same height.</summary>
/// <param name="Predicted">Their mean.</param>
/// <param name="Observed">The share of them that came true.</param>
/// <param name="Predictions">How many there are.</param>
public sealed record CalibrationBin(double Predicted, double Observed, int Predictions);
