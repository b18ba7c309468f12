using Workflow.Training.Errors;

namespace Workflow.Training.Guards;

/// <summary>A guard that was told to fail the run has found something.</summary>
/// <param name="findings">What it found.</param>
public sealed class GuardException(IReadOnlyList<Finding> findings)
    : WorkflowException("guard-failed", string.Join('\n', findings.Select(finding => finding.Message)))
{
    /// <summary>What it found.</summary>
    public IReadOnlyList<Finding> Findings { get; } = findings;
}
