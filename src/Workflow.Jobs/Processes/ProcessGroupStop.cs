namespace Workflow.Jobs.Processes;

/// <summary>Stops groups of processes so that none is left, however fast they start others.</summary>
internal static class ProcessGroupStop
{
    // Memory of a large process takes seconds to be given back.
    private const int KillRounds = 400;
    private const int FreezeRounds = 20;
    internal static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks all to end, ends those that have not after the grace, and waits until they are gone.</summary>
    /// <param name="group">The group.</param>
    /// <param name="grace">How long they may take to end by themselves; zero: they are not asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cuts the grace short. They are stopped all the same.</param>
    /// <returns>What was stopped, and what could not be.</returns>
    public static async Task<StopResult> StopAsync(this ProcessGroup group, TimeSpan grace, TimeProvider time, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<ProcessIdentity, RunningProcess>();
        if (await TerminateAsync(group, grace, time, seen, cancellationToken).ConfigureAwait(false)) return new StopResult([.. seen.Values], []);

        for (int round = 0; round < KillRounds; round++)
        {
            // One that is killed while another one starts a third is no gain: first nobody moves.
            foreach (RunningProcess process in Freeze(group, seen)) process.Identity.Kill();
            if (IsGone(group)) return new StopResult([.. seen.Values], []);
            await Task.Delay(PollInterval, time, CancellationToken.None).ConfigureAwait(false);
        }

        IReadOnlyList<RunningProcess> remaining = group.Find();
        return new StopResult([.. seen.Values.ExceptBy(remaining.Select(process => process.Identity), process => process.Identity)], remaining);
    }

    /// <summary>Waits until all have ended by themselves.</summary>
    /// <returns>Whether they have.</returns>
    public static Task<bool> WaitAsync(this ProcessGroup group, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken) =>
        WaitAsync(group, patience, time, _ => { }, cancellationToken);

    private static async Task<bool> TerminateAsync(
        ProcessGroup group, TimeSpan grace, TimeProvider time, Dictionary<ProcessIdentity, RunningProcess> seen, CancellationToken cancellationToken)
    {
        if (grace == TimeSpan.Zero) return IsGone(group);
        return await WaitAsync(group, grace, time, process =>
        {
            if (seen.TryAdd(process.Identity, process)) process.Identity.Terminate();
        }, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> WaitAsync(
        ProcessGroup group, TimeSpan patience, TimeProvider time, Action<RunningProcess> onProcess, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            foreach (RunningProcess process in group.Find()) onProcess(process);
            if (IsGone(group)) return true;
            if (cancellationToken.IsCancellationRequested || time.GetElapsedTime(started) >= patience) return false;
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IReadOnlyList<RunningProcess> Freeze(ProcessGroup group, Dictionary<ProcessIdentity, RunningProcess> seen)
    {
        var frozen = new HashSet<ProcessIdentity>();
        void Stop(RunningProcess process)
        {
            seen.TryAdd(process.Identity, process);
            if (frozen.Add(process.Identity)) Signals.Send(process.Identity, Signals.Stop);
        }

        IReadOnlyList<RunningProcess> all = [];
        int before = -1;
        for (int round = 0; round < FreezeRounds && frozen.Count > before; round++)
        {
            before = frozen.Count;
            all = group.Find(Stop);
            foreach (RunningProcess process in all) Stop(process);
        }

        return all;
    }

    // Twice: a process that a program is just being put into shows no mark, and one may have started another behind our back.
    private static bool IsGone(ProcessGroup group) => group.Find().Count == 0 && group.Find().Count == 0;
}
