namespace Workflow.Scorer.Logs;

/// <summary>Which requests the log tells.</summary>
internal enum LoggedRequests
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those that failed by no fault of their callers: with status 500 and above, or broken off.</summary>
    Failed,

    /// <summary>All of them.</summary>
    All,
}
