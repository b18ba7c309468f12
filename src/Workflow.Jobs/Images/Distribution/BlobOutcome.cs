namespace Workflow.Jobs.Images.Distribution;

/// <summary>How a blob came to be where it was wanted.</summary>
public enum BlobOutcome
{
    /// <summary>It was there.</summary>
    Existing,

    /// <summary>The registry took it over from another repository of its own.</summary>
    Mounted,

    /// <summary>It was sent, or fetched.</summary>
    Transferred,
}
