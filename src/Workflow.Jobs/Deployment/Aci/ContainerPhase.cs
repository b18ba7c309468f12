namespace Workflow.Jobs.Deployment.Aci;

/// <summary>How a container is, or was before it was started again.</summary>
/// <param name="State"><c>Waiting</c>, <c>Running</c> or <c>Terminated</c>.</param>
/// <param name="Detail">More of it, for example <c>CrashLoopBackOff</c> or <c>OOMKilled</c>; empty where Azure says no more.</param>
/// <param name="ExitCode">Exit code of one that ended; null of others.</param>
/// <param name="StartTime">When it began; null where Azure does not say.</param>
/// <param name="FinishTime">When it ended; null where it has not.</param>
public sealed record ContainerPhase(string State, string Detail, int? ExitCode, DateTimeOffset? StartTime, DateTimeOffset? FinishTime)
{
    /// <summary>Whether it runs.</summary>
    public bool IsRunning => State == "Running";

    /// <summary>Whether it has ended.</summary>
    public bool IsEnded => State == "Terminated";

    /// <summary>When Azure last had something to say of it; null where it never had.</summary>
    public DateTimeOffset? LastTime => FinishTime ?? StartTime;
}
