namespace Workflow.Training.Guards;

/// <summary>Which columns the leakage guard looks at.</summary>
public enum LeakageMode
{
    /// <summary>Every column.</summary>
    Exhaustive,

    /// <summary>Only columns on which a model of all columns relies.</summary>
    ImportanceGated,
}
