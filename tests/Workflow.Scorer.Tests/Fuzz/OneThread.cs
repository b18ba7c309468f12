using System.Collections.Concurrent;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>Runs what is asynchronous on one thread, so that it costs no switches and its allocations can be counted.</summary>
internal sealed class OneThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Work, object? State)> _work = [];

    /// <summary>Runs a task to its end.</summary>
    public static void Run(Func<Task> begin)
    {
        SynchronizationContext? before = Current;
        using var thread = new OneThread();
        SetSynchronizationContext(thread);
        try
        {
            Task task = begin();
            if (!task.IsCompleted)
            {
                _ = task.ContinueWith(_ => thread._work.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                foreach ((SendOrPostCallback work, object? state) in thread._work.GetConsumingEnumerable()) work(state);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => _work.Add((d, state));

    public void Dispose() => _work.Dispose();
}
