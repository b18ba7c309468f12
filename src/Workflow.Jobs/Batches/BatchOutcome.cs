namespace Workflow.Jobs.Batches;

/// <summary>How there came to be an output.</summary>
public enum BatchOutcome
{
    /// <summary>It was made.</summary>
    Made,

    /// <summary>It was made, from where an interrupted batch had come.</summary>
    Resumed,

    /// <summary>It was there, and is what would have been made.</summary>
    Unchanged,

    /// <summary>It was there, made of the same input by another version or with other columns, and stays.</summary>
    Kept,
}
