namespace Workflow.Jobs.Runs;

/// <summary>A finding of a guard.</summary>
/// <param name="Kind"><c>leakage</c>, <c>shift</c> or <c>split</c>.</param>
/// <param name="Column">The column; absent for all of them together.</param>
/// <param name="Auc">What was measured.</param>
/// <param name="Threshold">The limit.</param>
/// <param name="Action"><c>report</c>, <c>drop</c>, <c>fail</c> or <c>allow</c>.</param>
/// <param name="Message">The finding in a sentence.</param>
public sealed record RunFinding(string Kind, string? Column, double? Auc, double? Threshold, string Action, string Message);
