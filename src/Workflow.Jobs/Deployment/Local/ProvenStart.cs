namespace Workflow.Jobs.Deployment.Local;

/// <summary>Starts scorers that have to prove themselves: golden rows, then a sample request whose answer is the trained one to the last digit.</summary>
public sealed class ProvenStart(ScorerClient scorer)
{
    private const int WarmUpRequests = 20;
    private const int LogLines = 20;
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);
    private readonly AnswerProof _answers = new(scorer);

    /// <summary>Starts one; what does not prove itself is ended again.</summary>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeploymentHandle> StartAsync(PlannedPlace place, DeploymentRequest request, int port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        DeploymentHandle handle = await place.Host.StartAsync(request, place.Settings, port, cancellationToken).ConfigureAwait(false);
        try
        {
            await RequireReadyAsync(place.Host, handle, request, cancellationToken).ConfigureAwait(false);
            if (port == place.Port) place.OnListening();
            await RequireAnswersAsync(place.Host, handle, request, cancellationToken).ConfigureAwait(false);
            return handle;
        }
        catch
        {
            await place.Host.StopAsync(handle, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has one that runs prove itself.</summary>
    /// <exception cref="DeploymentException">It does not become ready, or answers wrongly.</exception>
    public async Task ProveAsync(IScorerHost host, DeploymentHandle handle, DeploymentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(request);
        await RequireReadyAsync(host, handle, request, cancellationToken).ConfigureAwait(false);
        await RequireAnswersAsync(host, handle, request, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireReadyAsync(IScorerHost host, DeploymentHandle handle, DeploymentRequest request, CancellationToken cancellationToken)
    {
        string? reason = await scorer.WaitUntilReadyAsync(
            handle.Url, request.PipelineSha256, () => host.IsRunningAsync(handle, cancellationToken), ReadyTimeout, cancellationToken).ConfigureAwait(false);
        if (reason is not null)
        {
            string tail = await host.LogTailAsync(handle, LogLines, cancellationToken).ConfigureAwait(false);
            throw new DeploymentException($"{request.Endpoint} did not become ready: {reason}\n{tail}".TrimEnd());
        }
    }

    private async Task RequireAnswersAsync(IScorerHost host, DeploymentHandle handle, DeploymentRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _answers.RequireAsync(handle.Url, request, WarmUpRequests, cancellationToken).ConfigureAwait(false);
        }
        catch (DeploymentException failure) when (failure.InnerException is not null)
        {
            string tail = await host.LogTailAsync(handle, LogLines, cancellationToken).ConfigureAwait(false);
            throw new DeploymentException($"{request.Endpoint}: {failure.Message}\n{tail}".TrimEnd(), failure);
        }
    }
}
