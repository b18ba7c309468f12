namespace Workflow.Jobs.Deployment;

/// <summary>Has a scorer at a distance prove itself: it is ready with the very pipeline, and answers the sample request as training did.</summary>
public sealed class RemoteProof(ScorerClient scorer)
{
    private const int Requests = 3;
    private readonly AnswerProof _answers = new(scorer);

    /// <summary>How long it may take until its address leads to it. Default: 3 min; names may be new.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Asks.</summary>
    /// <exception cref="DeploymentException">It does not become ready, or answers something else.</exception>
    public async Task RequireAsync(DeploymentHandle handle, DeploymentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(request);
        string? reason = await scorer.WaitUntilReadyAsync(
            handle.Url, request.PipelineSha256, () => Task.FromResult(true), ReadyTimeout, cancellationToken).ConfigureAwait(false);
        if (reason is not null) throw new DeploymentException($"{request.Endpoint} runs on {handle.Platform}, and does not answer as it should at {handle.Url}: {reason}");
        try
        {
            await _answers.RequireAsync(handle.Url, request, Requests, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException lost)
        {
            throw new DeploymentException($"{request.Endpoint} was ready at {handle.Url} and then did not answer: {lost.Message}", lost);
        }
    }
}
