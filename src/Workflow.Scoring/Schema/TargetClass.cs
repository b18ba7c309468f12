namespace Workflow.Scoring.Schema;

/// <summary>One class of the target.</summary>
/// <param name="Value">The label as it stands in the data, for example <c>100</c>.</param>
/// <param name="Meaning">What the label says, for example <c>full efficiency</c>; null where the recipe does not tell.</param>
public sealed record TargetClass(string Value, string? Meaning);
