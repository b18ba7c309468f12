using System.Globalization;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Workers;

/// <summary>Watches the patience with one attempt: how long it may take, and how long it may be silent.</summary>
internal sealed class StepWatch : IDisposable
{
    private readonly TimeoutDefinition _timeout;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer? _run;
    private readonly ITimer? _silence;
    private volatile string? _reason;

    /// <summary>Begins to watch.</summary>
    public StepWatch(TimeoutDefinition timeout, TimeProvider time)
    {
        _timeout = timeout;
        if (timeout.Run is { } run) _run = time.CreateTimer(_ => Stop($"it took longer than {Seconds(run)} (timeout.run)"), null, run, Timeout.InfiniteTimeSpan);
        if (timeout.Heartbeat is { } silence) _silence = time.CreateTimer(_ => Stop($"it gave no sign of life for {Seconds(silence)} (timeout.heartbeat)"), null, silence, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells the step to stop.</summary>
    public CancellationToken StopToken => _stop.Token;

    /// <summary>Why the step was told to stop; null where it was not.</summary>
    public string? Reason => _reason;

    /// <summary>Takes a sign of life.</summary>
    public void Notice()
    {
        if (_timeout.Heartbeat is { } silence) _silence!.Change(silence, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Passes on progress, and takes it for a sign of life.</summary>
    public IProgress<StepProgress> Watch(IProgress<StepProgress> progress) => new WatchedProgress(this, progress);

    /// <inheritdoc/>
    public void Dispose()
    {
        _run?.Dispose();
        _silence?.Dispose();
        _stop.Dispose();
    }

    private void Stop(string reason)
    {
        _reason ??= reason;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The step has ended at the same moment.
        }
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s");

    private sealed class WatchedProgress(StepWatch watch, IProgress<StepProgress> progress) : IProgress<StepProgress>
    {
        public void Report(StepProgress value)
        {
            watch.Notice();
            progress.Report(value);
        }
    }
}
