namespace Workflow.Training.Guards;

/// <summary>How the leakage guard is set.</summary>
public sealed record LeakageDefinition
{
    /// <summary>AUC at and above which a single column predicts the target suspiciously well, from 0.5 to 1.</summary>
    public double Auc { get; init; } = 0.991;

    /// <summary>Which columns are looked at.</summary>
    public LeakageMode Mode { get; init; } = LeakageMode.Exhaustive;

    /// <summary>What is done about a finding.</summary>
    public GuardAction Action { get; init; } = GuardAction.Report;
}
