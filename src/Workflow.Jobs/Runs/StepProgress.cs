namespace Workflow.Jobs.Runs;

/// <summary>How far a running step has come.</summary>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all; 0 where nobody knows.</param>
/// <param name="Message">What is going on, in a few words.</param>
/// <param name="Metrics">Figures so far, by name; null for none.</param>
public sealed record StepProgress(long Done, long Total, string? Message, IReadOnlyDictionary<string, double>? Metrics = null);
