namespace Workflow.Training.Guards;

/// <summary>How the guard against contaminated splits is set.</summary>
public sealed record ContaminationDefinition
{
    /// <summary>What is done about a finding: reported, or the run fails. Nothing can be dropped.</summary>
    public GuardAction Action { get; init; } = GuardAction.Report;
}
