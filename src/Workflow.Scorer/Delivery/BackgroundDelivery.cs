using System.Threading.Channels;

namespace Workflow.Scorer.Delivery;

/// <summary>
/// Hands things on behind the back of requests: nobody waits for it. What waits to be handed on takes no more than so many bytes; what comes beyond
/// them is dropped.
/// </summary>
/// <typeparam name="T">What is handed on.</typeparam>
internal sealed class BackgroundDelivery<T> : IAsyncDisposable
{
    private const int MostAtOnce = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), PatienceWhenCancelled = TimeSpan.FromSeconds(1);

    private readonly Channel<(T Item, int Bytes)> _waiting = Channel.CreateUnbounded<(T, int)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Func<IReadOnlyList<T>, CancellationToken, Task> _deliver;
    private readonly long _mostBytes;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private long _bytes;

    /// <summary>Begins.</summary>
    /// <param name="deliver">Hands things on, in their order, and throws nothing; it is cancelled where there is no more time.</param>
    /// <param name="mostBytes">How many bytes may wait.</param>
    public BackgroundDelivery(Func<IReadOnlyList<T>, CancellationToken, Task> deliver, long mostBytes)
    {
        _deliver = deliver;
        _mostBytes = mostBytes;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Has a thing handed on.</summary>
    /// <param name="item">The thing.</param>
    /// <param name="bytes">How many it takes.</param>
    /// <returns>Whether it will be; where not, too much waits already.</returns>
    public bool TryAdd(T item, int bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= _mostBytes && _waiting.Writer.TryWrite((item, bytes))) return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Whether nothing is handed on any more.</summary>
    public bool IsOver => _running.IsCompleted;

    /// <summary>Takes nothing more, and hands on what waits, as far as that takes a few seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        _end.CancelAfter(Patience);

        // Nothing cancels who writes where nobody reads: the process ends nevertheless.
        await Task.WhenAny(_running, Task.Delay(Patience + PatienceWhenCancelled)).ConfigureAwait(false);
        if (!_running.IsCompleted) return;
        await _running.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<T>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            long bytes = 0;
            for (batch.Clear(); batch.Count < MostAtOnce && _waiting.Reader.TryRead(out (T Item, int Bytes) next); bytes += next.Bytes) batch.Add(next.Item);
            await _deliver(batch, _end.Token).ConfigureAwait(false);
            Interlocked.Add(ref _bytes, -bytes);
        }
    }
}
