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

    /// <summary>Test rows have neighbours or copies among the training rows.</summary>
    Contamination,

    /// <summary>A column has one value only.</summary>
    Constant,

    /// <summary>A column has many missing values, or nothing else.</summary>
    Missing,

    /// <summary>A column names the rows instead of describing them.</summary>
    Identifier,

    /// <summary>A column repeats another one.</summary>
    DuplicateColumn,

    /// <summary>How many rows each class has.</summary>
    Balance,
}
