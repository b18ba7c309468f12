namespace Workflow.Jobs.Batches;

/// <summary>What becomes of an output that is there already.</summary>
public enum ExistingOutput
{
    /// <summary>One that a batch has made is replaced where it would be another one now; anything else is refused.</summary>
    ReplaceOwn,

    /// <summary>One that a batch has made of the very same input stays, whichever version made it.</summary>
    KeepScored,

    /// <summary>Whatever is there is replaced.</summary>
    ReplaceAny,
}
