namespace Workflow.Training.Guards;

/// <summary>Something about the data that a person should know.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Column">The column; null for all of them together.</param>
/// <param name="Auc">The measured AUC; null where none was measured.</param>
/// <param name="Threshold">The limit that it reaches.</param>
/// <param name="Action">What was done about it.</param>
/// <param name="Message">The finding in a sentence.</param>
public sealed record Finding(FindingKind Kind, string? Column, double? Auc, double? Threshold, GuardAction Action, string Message);
