namespace Workflow.Jobs.Tests.Runs;

/// <summary>What may happen to runs.</summary>
public enum RunCommandKind
{
    /// <summary>A run is begun.</summary>
    Create,

    /// <summary>A worker asks for work.</summary>
    Claim,

    /// <summary>A worker says that it still works.</summary>
    Heartbeat,

    /// <summary>A worker, perhaps a late one, has done its step.</summary>
    Succeed,

    /// <summary>A worker, perhaps a late one, could not do its step.</summary>
    Fail,

    /// <summary>A worker, perhaps a late one, could not do its step, and another attempt may help.</summary>
    FailForNow,

    /// <summary>A worker has stopped its step.</summary>
    EndCancelled,

    /// <summary>A worker shuts down.</summary>
    Release,

    /// <summary>A user cancels.</summary>
    Cancel,

    /// <summary>A person agrees to a step.</summary>
    Approve,

    /// <summary>A person takes up what did not succeed.</summary>
    Resume,

    /// <summary>A person wants a step, and what is behind it, done again.</summary>
    ResumeFrom,

    /// <summary>Time passes.</summary>
    Wait,

    /// <summary>A worker looks for what is due.</summary>
    Sweep,
}
