using System.Runtime.ExceptionServices;

namespace Workflow.Training.Parallelism;

/// <summary>
/// Runs independent work on threads of its own. Native learners keep state per thread and block for long, which pool threads must not.
/// </summary>
internal static class DedicatedThreads
{
    /// <summary>Does <paramref name="work"/> for every index from 0, several at a time; the first failure stops the rest and is thrown.</summary>
    public static void For(int count, int threads, Action<int> work, CancellationToken cancellationToken)
    {
        int next = 0;
        Exception? failure = null;
        void Work()
        {
            try
            {
                while (Volatile.Read(ref failure) is null && !cancellationToken.IsCancellationRequested)
                {
                    int index = Interlocked.Increment(ref next) - 1;
                    if (index >= count) return;
                    work(index);
                }
            }
            catch (Exception caught)
            {
                Interlocked.CompareExchange(ref failure, caught, null);
            }
        }

        Run(Math.Clamp(threads, 1, Math.Max(1, count)), Work);
        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Runs <paramref name="work"/> on several threads at once and waits for all of them. It must not throw.</summary>
    public static void Run(int threads, Action work)
    {
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() => work()) { IsBackground = true })];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
    }
}
