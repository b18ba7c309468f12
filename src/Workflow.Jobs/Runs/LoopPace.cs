namespace Workflow.Jobs.Runs;

/// <summary>
/// The pauses of a loop that looks at the database: until something changes or a time has passed, but not so short that a busy process does
/// nothing but look.
/// </summary>
/// <param name="signal">Pulsed at every change.</param>
/// <param name="time">The clock.</param>
/// <param name="atLeast">The shortest time from one look to the next.</param>
internal sealed class LoopPace(RunSignal signal, TimeProvider time, TimeSpan atLeast)
{
    private Task _change = signal.Next;
    private long _began;

    /// <summary>To be called before each look, so that a change during the look is not missed.</summary>
    public void Begin()
    {
        _change = signal.Next;
        _began = time.GetTimestamp();
    }

    /// <summary>Waits for the time of the next look; returns at once when it is cancelled.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken stop)
    {
        if (atMost > TimeSpan.Zero) await Task.WhenAny(_change, Task.Delay(atMost, time, stop)).ConfigureAwait(false);
        TimeSpan rest = atLeast - time.GetElapsedTime(_began);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
