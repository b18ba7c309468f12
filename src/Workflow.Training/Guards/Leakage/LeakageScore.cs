namespace Workflow.Training.Guards.Leakage;

/// <summary>How well a column predicts the target on its own.</summary>
/// <param name="Value">AUC, or R² for regression.</param>
/// <param name="Interval">Its confidence interval.</param>
internal sealed record LeakageScore(double Value, Interval Interval);
