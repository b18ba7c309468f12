namespace Workflow.Jobs.Deployment.Process;

/// <summary>When a process that has ended is started again: at once, and ever later the more often it ends soon after its start.</summary>
internal static class RestartBackOff
{
    /// <summary>How long it has to run until its earlier ends are forgotten.</summary>
    public static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>How often in a row it has ended soon, the end that was just seen included.</summary>
    public static int QuickEnds(StartedProcess started, DateTimeOffset endedAt) =>
        started.RestartedAt is { } restarted && endedAt - restarted < Steady ? started.QuickEnds + 1 : 0;

    /// <summary>How long to wait: nothing, then 1 s, 2 s, 4 s, at most a minute.</summary>
    public static TimeSpan Wait(int quickEnds) => quickEnds switch
    {
        0 => TimeSpan.Zero,
        > 6 => Longest,
        _ => First * (1 << (quickEnds - 1)),
    };
}
