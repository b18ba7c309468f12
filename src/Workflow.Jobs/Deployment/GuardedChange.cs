using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment;

/// <summary>Changes something at a distance; a change that fails or is stopped is set back, as far as that goes.</summary>
internal static class GuardedChange
{
    /// <summary>How long setting back may take where somebody waits for the program to stop.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    /// <summary>Changes.</summary>
    /// <param name="change">The change.</param>
    /// <param name="setBackAsync">Sets it back; it looks for itself how far the change came.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">What stops the change.</param>
    /// <exception cref="DeploymentException">It failed, and could not be set back.</exception>
    public static async Task<DeploymentHandle> RunAsync(
        Func<Task<DeploymentHandle>> change, Func<CancellationToken, Task> setBackAsync, Action<string> onPhase, CancellationToken cancellationToken)
    {
        try
        {
            return await change().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            onPhase("stopped: setting back what was begun");
            await StopAsync(setBackAsync, onPhase).ConfigureAwait(false);
            throw;
        }
        catch (Exception failure)
        {
            await SetBackAsync(setBackAsync, failure).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task SetBackAsync(Func<CancellationToken, Task> setBackAsync, Exception failure)
    {
        try
        {
            await setBackAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (WorkflowException again)
        {
            throw new DeploymentException($"{failure.Message}\n{again.Message}", failure) { IsRetryable = failure is WorkflowException { IsRetryable: true } };
        }
    }

    private static async Task StopAsync(Func<CancellationToken, Task> setBackAsync, Action<string> onPhase)
    {
        using var late = new CancellationTokenSource(StopLimit);
        try
        {
            await setBackAsync(late.Token).ConfigureAwait(false);
        }
        catch (WorkflowException again)
        {
            onPhase(again.Message);
        }
        catch (OperationCanceledException)
        {
            onPhase($"it was not set back within {StopLimit.TotalSeconds:0} s and may still become what was asked for: deploy once more what shall serve");
        }
    }
}
