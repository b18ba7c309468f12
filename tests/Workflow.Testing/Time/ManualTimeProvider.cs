namespace Workflow.Testing.Time;

/// <summary>A clock that stands still until a test moves it. Timers that fall due on the way fire, in the order of their times.</summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<AwaitedTimer> _awaited = [];
    private DateTimeOffset _now;

    /// <summary>Starts the clock.</summary>
    public ManualTimeProvider(DateTimeOffset? start = null) => _now = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end = GetUtcNow() + by;
        while (TakeNextDue(end) is { } timer) timer.Fire();
        lock (_lock) _now = end;
    }

    /// <summary>Lets time pass for a process that is suspended: when its first timer fires, it is late already.</summary>
    public void Suspend(TimeSpan time)
    {
        lock (_lock) _now += time;
        Advance(TimeSpan.Zero);
    }

    /// <summary>
    /// Completes when a timer waits that falls due in exactly this time from now: whoever works beside the test has come to its wait, and
    /// moving the clock will wake it.
    /// </summary>
    public Task WhenTimerAsync(TimeSpan dueIn) => WhenTimerAsync(dueIn, dueIn);

    /// <summary>
    /// Completes when a timer waits that falls due at some time until this long from now: where several work beside the test, one of them may
    /// have begun its wait while the clock was being moved.
    /// </summary>
    public Task WhenTimerWithinAsync(TimeSpan time) => WhenTimerAsync(TimeSpan.Zero, time);

    private Task WhenTimerAsync(TimeSpan earliest, TimeSpan latest)
    {
        lock (_lock)
        {
            var awaited = new AwaitedTimer(_now + earliest, _now + latest);
            if (_timers.Exists(awaited.IsMetBy)) return Task.CompletedTask;
            _awaited.Add(awaited);
            return awaited.Found.Task;
        }
    }

    private ManualTimer? TakeNextDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            ManualTimer? next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null) return null;
            if (next.Due > _now) _now = next.Due;
            if (next.Period > TimeSpan.Zero) next.Due += next.Period;
            else _timers.Remove(next);
            return next;
        }
    }

    private sealed record AwaitedTimer(DateTimeOffset Earliest, DateTimeOffset Latest)
    {
        public TaskCompletionSource Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsMetBy(ManualTimer timer) => timer.Due >= Earliest && timer.Due <= Latest;
    }

    private sealed class ManualTimer(ManualTimeProvider clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock._now + dueTime;
                Period = period;
                clock._timers.Add(this);
                clock._awaited.RemoveAll(awaited => awaited.IsMetBy(this) && awaited.Found.TrySetResult());
            }

            // As with the system's timers: what is due at once fires without waiting for the clock.
            if (dueTime == TimeSpan.Zero) ThreadPool.QueueUserWorkItem(_ => clock.Advance(TimeSpan.Zero));
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
