namespace Workflow.Jobs.Requests;

/// <summary>Where a request stands.</summary>
public enum RequestState
{
    /// <summary>Its run has not begun.</summary>
    Pending,

    /// <summary>Its run has begun.</summary>
    Begun,

    /// <summary>It begins no run, as was wished: by its overlap policy, or because somebody withdrew it.</summary>
    Skipped,

    /// <summary>It cannot begin a run.</summary>
    Failed,
}
