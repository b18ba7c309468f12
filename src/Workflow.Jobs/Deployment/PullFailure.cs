namespace Workflow.Jobs.Deployment;

/// <summary>Why an image cannot be pulled.</summary>
internal enum PullFailure
{
    /// <summary>Whoever pulls may not.</summary>
    NotAccessible,

    /// <summary>The registry has none of this name.</summary>
    NotFound,

    /// <summary>The registry does not answer, or asks to wait.</summary>
    Unreachable,
}
