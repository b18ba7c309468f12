using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Workers;

/// <summary>
/// Beats while a step runs: renews the claim, passes on progress, and stops the step where its run is cancelled or its claim is lost.
/// </summary>
internal sealed class StepHeart : IProgress<StepProgress>, IDisposable
{
    private readonly RunTransitions _transitions;
    private readonly StepClaim _claim;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _reported = new(0, 1);
    private readonly CancellationToken _shutdown;
    private readonly Task _beating;
    private StepProgress? _progress;
    private volatile StepProgress? _lastProgress;
    private volatile StorageException? _storageFailure;
    private volatile StopReason _reason;

    /// <summary>Begins to beat.</summary>
    public StepHeart(RunTransitions transitions, StepClaim claim, WorkerOptions options, TimeProvider time, CancellationToken shutdown)
    {
        _transitions = transitions;
        _claim = claim;
        _options = options;
        _time = time;
        _shutdown = shutdown;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        _beating = BeatAsync();
    }

    /// <summary>Tells the step to stop.</summary>
    public CancellationToken StopToken => _stop.Token;

    /// <summary>Why the step was told to stop.</summary>
    public StopReason Reason => _reason != StopReason.None ? _reason : _shutdown.IsCancellationRequested ? StopReason.Shutdown : StopReason.None;

    /// <summary>What kept the claim from being renewed, where that is why the step was told to stop.</summary>
    public StorageException? StorageFailure => _storageFailure;

    /// <summary>The last that was told of the step, stored or not; null where nothing was.</summary>
    public StepProgress? LastProgress => _lastProgress;

    /// <inheritdoc/>
    public void Report(StepProgress value)
    {
        _lastProgress = value;
        Volatile.Write(ref _progress, value);
        if (_reported.CurrentCount > 0) return;
        try
        {
            _reported.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread has just reported: the beat will see this value too.
        }
    }

    /// <summary>Stops beating.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _end.Dispose();
        _reported.Dispose();
    }

    private async Task BeatAsync()
    {
        DateTimeOffset renewed = _time.GetUtcNow();
        Task change = _transitions.Signal.Next;
        while (true)
        {
            await WaitAsync(change).ConfigureAwait(false);
            if (_end.IsCancellationRequested) return;

            // Before the look: what changes while it looks wakes it again.
            change = _transitions.Signal.Next;
            StepProgress? progress = Interlocked.Exchange(ref _progress, null);
            bool isDue = _time.GetUtcNow() - renewed >= _options.HeartbeatInterval;
            Heartbeat answer;
            try
            {
                answer = progress is not null || isDue
                    ? await _transitions.HeartbeatAsync(_claim, _options.Lease, progress, _end.Token).ConfigureAwait(false)
                    : await _transitions.LookAsync(_claim, _end.Token).ConfigureAwait(false);
                if (progress is not null || isDue) renewed = _time.GetUtcNow();
            }
            catch (StorageException) when (_time.GetUtcNow() - renewed < _options.Lease)
            {
                // The database is away. Until the lease has ended nobody else can have the step.
                answer = Heartbeat.Continue;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // A step without a heart must not go on: nobody could stop it, and another worker will begin it again.
                _storageFailure = failure as StorageException;
                answer = Heartbeat.Lost;
            }

            if (answer == Heartbeat.Continue) continue;
            _reason = answer == Heartbeat.Cancel ? StopReason.Cancelled : StopReason.Lost;
            await _stop.CancelAsync().ConfigureAwait(false);
            return;
        }
    }

    // Until there is progress or something has changed, a cancel perhaps, but never longer than the poll interval, nor shorter than the progress interval.
    private async Task WaitAsync(Task change)
    {
        await Task.Delay(_options.ProgressInterval, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_end.IsCancellationRequested) return;
        using var poll = new CancellationTokenSource(_options.PollInterval - _options.ProgressInterval, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, _end.Token);
        Task reported = _reported.WaitAsync(either.Token);
        await Task.WhenAny(reported, change).ConfigureAwait(false);

        // Whoever waits for the report takes it, or no longer waits: none is left behind to take the next one.
        await either.CancelAsync().ConfigureAwait(false);
        await reported.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
