namespace Workflow.Jobs.Experiments;

/// <summary>Columns that a guard has taken away.</summary>
/// <param name="By">Kind of the findings: <c>leakage</c>, <c>constant</c>.</param>
/// <param name="Columns">Their names.</param>
public sealed record DroppedColumns(string By, IReadOnlyList<string> Columns);
