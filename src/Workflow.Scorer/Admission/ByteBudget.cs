namespace Workflow.Scorer.Admission;

/// <summary>
/// A number of bytes that requests share. Who does not find enough free waits, in the order of arrival, for a limited time.
/// </summary>
internal sealed class ByteBudget(long total, TimeSpan patience, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiting> _waiting = new();
    private long _taken;

    /// <summary>Takes bytes. They are free again when the answer is disposed.</summary>
    /// <returns>Null where they did not become free in time, or never can.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<IDisposable?> TakeAsync(long wanted, CancellationToken cancellationToken)
    {
        if (wanted > total) return null;
        var waiting = new Waiting(this, wanted);
        lock (_lock)
        {
            if (_waiting.Count == 0 && wanted <= total - _taken)
            {
                _taken += wanted;
                return waiting;
            }

            waiting.Turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.AddLast(waiting);
        }

        try
        {
            await waiting.Turn.Task.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
            return waiting;
        }
        catch (TimeoutException)
        {
            // Its turn may have come in the same moment.
            return Leave(waiting) ? null : waiting;
        }
        catch (OperationCanceledException)
        {
            if (!Leave(waiting)) waiting.Dispose();
            throw;
        }
    }

    private bool Leave(Waiting waiting)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(waiting)) return false;
            Admit();
            return true;
        }
    }

    private void Return(long returned)
    {
        lock (_lock)
        {
            _taken -= returned;
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiting.First?.Value is { } next && next.Bytes <= total - _taken)
        {
            _taken += next.Bytes;
            _waiting.RemoveFirst();
            next.Turn!.SetResult();
        }
    }

    private sealed class Waiting(ByteBudget budget, long bytes) : IDisposable
    {
        private bool _isReturned;

        public long Bytes => bytes;

        /// <summary>Completes when it has its bytes; null where it never waited.</summary>
        public TaskCompletionSource? Turn { get; set; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReturned, true)) return;
            budget.Return(bytes);
        }
    }
}
