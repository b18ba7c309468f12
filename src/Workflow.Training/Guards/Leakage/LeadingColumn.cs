namespace Workflow.Training.Guards.Leakage;

/// <summary>A column that a model relies on.</summary>
/// <param name="Column">The column.</param>
/// <param name="Importance">Its share of the model's gain, from 0 to 1.</param>
/// <param name="Auc">What it predicts alone, AUC or R²; null where the mode did not look at it.</param>
public sealed record LeadingColumn(string Column, double Importance, double? Auc);
