namespace Workflow.Jobs.Batches;

/// <summary>Predicted numbers in figures.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Minimum">The smallest one.</param>
/// <param name="Maximum">The largest one.</param>
public sealed record PredictedNumbers(double Mean, double Minimum, double Maximum);
