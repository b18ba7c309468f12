namespace Workflow.Jobs.Steps;

/// <summary>
/// Runs work that computes for long on a thread of its own: on a pool thread it would keep heartbeats and requests waiting.
/// </summary>
internal static class BlockingWork
{
    /// <summary>Runs it.</summary>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) => Task.Factory.StartNew(
        work, cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
