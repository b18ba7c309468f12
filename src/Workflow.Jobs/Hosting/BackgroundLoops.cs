namespace Workflow.Jobs.Hosting;

/// <summary>Loops of one process that go on until it ends.</summary>
public static class BackgroundLoops
{
    /// <summary>
    /// Runs loops beside each other until they are told to stop. Where one fails, the others are told to stop too: a process of which a part is
    /// dead must not look alive.
    /// </summary>
    /// <param name="stop">Ends them.</param>
    /// <param name="loops">The loops. One that returns before it is told to has nothing more to do.</param>
    /// <exception cref="Exception">What the first one failed with.</exception>
    public static async Task RunAsync(CancellationToken stop, params Func<CancellationToken, Task>[] loops)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(loops.Select(GuardAsync)).ConfigureAwait(false);

        async Task GuardAsync(Func<CancellationToken, Task> loop)
        {
            try
            {
                await loop(end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // Told to stop in the middle of something.
            }
            catch
            {
                await end.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
