using Workflow.Training.Errors;

namespace Workflow.Training.Guards;

/// <summary>A guard that was told to fail the run has found something, or guards have left nothing to train on.</summary>
/// <param name="findings">What they found.</param>
/// <param name="summary">What is said before the findings; null for nothing.</param>
public sealed class GuardException(IReadOnlyList<Finding> findings, string? summary = null)
    : WorkflowException("guard-failed", string.Join('\n', [.. summary is null ? (string[])[] : [summary], .. findings.Select(finding => finding.Message)]))
{
    /// <summary>What they found.</summary>
    public IReadOnlyList<Finding> Findings { get; } = findings;
}
