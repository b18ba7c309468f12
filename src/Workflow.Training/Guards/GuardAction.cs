namespace Workflow.Training.Guards;

/// <summary>What a guard does about a finding.</summary>
public enum GuardAction
{
    /// <summary>Reports it.</summary>
    Report,

    /// <summary>Keeps the column from the model.</summary>
    Drop,

    /// <summary>Fails the run.</summary>
    Fail,

    /// <summary>Nothing, because the recipe allows the column; the finding stays on record.</summary>
    Allow,
}
