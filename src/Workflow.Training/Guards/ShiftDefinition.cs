namespace Workflow.Training.Guards;

/// <summary>How the shift guard is set.</summary>
public sealed record ShiftDefinition
{
    /// <summary>AUC at and above which train and test rows can be told apart suspiciously well, from 0.5 to 1.</summary>
    public double Auc { get; init; } = 0.991;

    /// <summary>What is done about a finding.</summary>
    public GuardAction Action { get; init; } = GuardAction.Report;
}
