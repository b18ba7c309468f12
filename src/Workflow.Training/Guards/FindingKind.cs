namespace Workflow.Training.Guards;

/// <summary>What a finding is about.</summary>
public enum FindingKind
{
    /// <summary>A column predicts the target too well on its own.</summary>
    Leakage,

    /// <summary>A column, or all together, tell train and test rows apart.</summary>
    Shift,

    /// <summary>The split itself is doubtful.</summary>
    Split,
}
