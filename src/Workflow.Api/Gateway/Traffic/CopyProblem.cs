namespace Workflow.Api.Gateway.Traffic;

/// <summary>Why no copy of a request was sent.</summary>
internal enum CopyProblem
{
    /// <summary>It asks for something else than scores.</summary>
    NoScores,

    /// <summary>It or its answer is too long to be kept.</summary>
    TooLong,

    /// <summary>Too many copies wait.</summary>
    TooMany,
}
