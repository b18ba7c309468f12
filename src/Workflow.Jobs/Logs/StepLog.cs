using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Texts;

namespace Workflow.Jobs.Logs;

/// <summary>
/// The log of one attempt: takes lines from any thread without waiting, and stores them in order, several at a time. All that was taken is
/// stored before the step's end is. A flood is cut: the first lines are kept, then only the last, and how many fell out is told.
/// </summary>
public sealed class StepLog : IStepLog, IDisposable
{
    /// <summary>Bytes of UTF-8 that the log of one attempt may have before it is cut.</summary>
    public const int LargestHead = 8 << 20;

    /// <summary>Bytes that are kept of the end of a log that was cut.</summary>
    public const int LargestTail = 256 << 10;

    private const int LongestLine = 16 << 10;
    private const int LargestChunk = 64 << 10;
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(250);

    private readonly StepClaim _claim;
    private readonly StepLogStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private readonly SemaphoreSlim _flushing = new(1, 1);
    private List<string> _pending = [];
    private long _headBytes;
    private long _tailBytes;
    private long _dropped;
    private bool _isComplete = true;
    private ITimer? _timer;

    internal StepLog(StepClaim claim, StepLogStore store, TimeProvider time, ILogger log)
    {
        _claim = claim;
        _store = store;
        _time = time;
        _log = log;
    }

    /// <summary>Told of every line: a sign of life.</summary>
    internal Action? OnLine { get; set; }

    /// <inheritdoc/>
    public void Write(string line)
    {
        OnLine?.Invoke();
        string kept = line.Length <= LongestLine ? line : $"{line.AsSpan(0, LongestLine)} … (line cut)";
        int size = Encoding.UTF8.GetByteCount(kept) + 1;
        lock (_gate)
        {
            if (_headBytes + size <= LargestHead && _dropped == 0 && _tail.Count == 0)
            {
                _headBytes += size;
                _pending.Add(kept);
                _timer ??= _time.CreateTimer(_ => _ = FlushAsync(), null, FlushInterval, Timeout.InfiniteTimeSpan);
                return;
            }

            _tail.Enqueue(kept);
            _tailBytes += size;
            while (_tailBytes > LargestTail)
            {
                _tailBytes -= Encoding.UTF8.GetByteCount(_tail.Dequeue()) + 1;
                _dropped++;
            }
        }
    }

    /// <summary>Stores what is left.</summary>
    /// <param name="patience">How long a database that is away is waited for; before the end it is waited for without limit.</param>
    /// <returns>False where it was away for too long: then lines are missing, and the attempt must not be accepted.</returns>
    internal async Task<bool> EndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience, _time);
        using CancellationTokenRegistration registration = limit.Token.Register(_giveUp.Cancel);
        lock (_gate)
        {
            if (_dropped > 0) _pending.Add(string.Create(CultureInfo.InvariantCulture, $"… {CountText.Of(_dropped, "line")} {(_dropped == 1 ? "was" : "were")} dropped here: the log of an attempt is kept up to {LargestHead >> 20} MiB, then only its end"));
            _pending.AddRange(_tail);
            _tail.Clear();
        }

        await FlushAsync().ConfigureAwait(false);
        return _isComplete;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _giveUp.Dispose();
        _timer?.Dispose();
        _flushing.Dispose();
    }

    private async Task FlushAsync()
    {
        await _flushing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            List<string> lines;
            lock (_gate)
            {
                (lines, _pending) = (_pending, []);
                _timer?.Dispose();
                _timer = null;
            }

            foreach (string chunk in Chunks(lines))
            {
                if (!await StoreAsync(chunk).ConfigureAwait(false)) break;
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    // A database that is away must not cost the log, nor one that takes no more, since its disk is full, the step.
    private async Task<bool> StoreAsync(string chunk)
    {
        while (true)
        {
            try
            {
                await _store.AppendAsync(_claim, chunk, CancellationToken.None).ConfigureAwait(false);
                return true;
            }
            catch (StorageException away) when (away.IsRetryable && !_giveUp.IsCancellationRequested)
            {
                await Task.Delay(FlushInterval, _time, _giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (StorageException failure)
            {
                if (failure.IsRetryable) _isComplete = false;
                _log.LogNotStored(failure, _claim.Step, _claim.RunId);
                return false;
            }
        }
    }

    private static IEnumerable<string> Chunks(List<string> lines)
    {
        var chunk = new StringBuilder();
        foreach (string line in lines)
        {
            if (chunk.Length > 0 && chunk.Length + line.Length > LargestChunk)
            {
                yield return chunk.ToString();
                chunk.Clear();
            }

            chunk.Append(line).Append('\n');
        }

        if (chunk.Length > 0) yield return chunk.ToString();
    }
}
