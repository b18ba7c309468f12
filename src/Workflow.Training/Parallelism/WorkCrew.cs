using System.Runtime.ExceptionServices;

namespace Workflow.Training.Parallelism;

/// <summary>
/// Threads of its own that do one batch of independent work after another, each with a state that only it touches: native learners keep state
/// per thread and block for long, which pool threads must not.
/// </summary>
/// <typeparam name="TState">What a thread keeps between its pieces of work.</typeparam>
internal sealed class WorkCrew<TState> : IDisposable
    where TState : IDisposable
{
    private readonly Thread[] _threads;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _ended = new(0);
    private Action<int, TState> _work = (_, _) => { };
    private int _count;
    private int _next;
    private bool _isOver;
    private Exception? _failure;
    private CancellationToken _cancellation;

    /// <summary>Starts the threads.</summary>
    public WorkCrew(int threads, Func<TState> createState)
    {
        _threads = [.. Enumerable.Range(0, Math.Max(1, threads)).Select(_ => new Thread(() => Live(createState)) { IsBackground = true })];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <summary>Does work for every index from 0 and waits for its end; the first failure stops the rest and is thrown.</summary>
    public void For(int count, Action<int, TState> work, CancellationToken cancellationToken)
    {
        (_work, _count, _next, _failure, _cancellation) = (work, count, 0, null, cancellationToken);
        _begin.Release(_threads.Length);
        for (int i = 0; i < _threads.Length; i++) _ended.Wait(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
    }

    public void Dispose()
    {
        _isOver = true;
        _begin.Release(_threads.Length);
        foreach (Thread thread in _threads) thread.Join();
        _begin.Dispose();
        _ended.Dispose();
    }

    private void Live(Func<TState> createState)
    {
        using TState state = createState();
        while (true)
        {
            _begin.Wait(CancellationToken.None);
            if (_isOver) return;
            try
            {
                while (Take() is { } index) _work(index, state);
            }
            catch (Exception failure)
            {
                lock (_lock) _failure ??= failure;
            }

            _ended.Release();
        }
    }

    private int? Take()
    {
        lock (_lock) return _failure is not null || _cancellation.IsCancellationRequested || _next >= _count ? null : _next++;
    }
}
