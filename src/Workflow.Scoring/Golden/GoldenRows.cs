namespace Workflow.Scoring.Golden;

/// <summary>The content of <c>golden.json</c>.</summary>
/// <param name="Rows">At least one row.</param>
public sealed record GoldenRows(IReadOnlyList<GoldenRow> Rows);
