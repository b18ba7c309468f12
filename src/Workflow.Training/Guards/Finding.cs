namespace Workflow.Training.Guards;

/// <summary>Something about the data that a person should know.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Column">The column; null where it is about no single one.</param>
/// <param name="Auc">The measured AUC, or R² for the leakage of a regression; null where none was measured.</param>
/// <param name="Threshold">The limit that it reaches.</param>
/// <param name="Action">What was done about it.</param>
/// <param name="Message">The finding in a sentence.</param>
public sealed record Finding(FindingKind Kind, string? Column, double? Auc, double? Threshold, GuardAction Action, string Message)
{
    /// <summary>How much it matters. Releases that told none had warnings only.</summary>
    public FindingSeverity Severity { get; init; } = FindingSeverity.Warning;

    /// <summary>The figures behind it; null where the sentence says all.</summary>
    public FindingEvidence? Evidence { get; init; }
}
