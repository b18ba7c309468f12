namespace Workflow.Training.Experiments;

/// <summary>How much the rows of a class count in training.</summary>
public enum ClassWeighting
{
    /// <summary>Every row counts the same.</summary>
    None,

    /// <summary>Every class counts the same: a row of a rare class counts more. Calibration takes it back from the probabilities.</summary>
    Balanced,
}
