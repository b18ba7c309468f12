using Workflow.Jobs.Deployment.Access;

namespace Workflow.Jobs.Deployment;

/// <summary>Has a scorer at a distance prove itself: it is ready with the very pipeline, and answers the sample request as training did.</summary>
public sealed class RemoteProof(ScorerClient scorer)
{
    private const int Requests = 3;
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly AnswerProof _answers = new(scorer);

    /// <summary>How long it may take until its address leads to it. Default: 3 min; names may be new.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a scorer with other keys may still be met at its address. Default: 30 s.</summary>
    public TimeSpan AccessTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Clock of that.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Asks.</summary>
    /// <param name="handle">What is to prove itself.</param>
    /// <param name="request">What it has to be.</param>
    /// <param name="before">
    /// Digest of the pipeline that served at this address before, and may still be met there for a moment; null where nothing did. It is waited out.
    /// </param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="DeploymentException">It does not become ready, or answers something else.</exception>
    public async Task RequireAsync(DeploymentHandle handle, DeploymentRequest request, string? before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(request);
        string? former = before == request.PipelineSha256 ? null : before;
        long began = Time.GetTimestamp();
        long? refusedSince = null;
        for (int left = former is null ? 1 : Tries; ; left--)
        {
            await RequireReadyAsync(handle, request, former, began, cancellationToken).ConfigureAwait(false);
            try
            {
                await _answers.RequireAsync(handle.Url, request, Requests, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (AccessException) when (Time.GetElapsedTime(refusedSince ??= Time.GetTimestamp()) < AccessTimeout)
            {
                left++;
                await Task.Delay(Pause, Time, cancellationToken).ConfigureAwait(false);
            }
            catch (DeploymentException) when (left > 1)
            {
                // What answered may have been the version before: another of its replicas is led to once more.
                await Task.Delay(Pause, Time, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException lost)
            {
                throw new DeploymentException($"{request.Endpoint} was ready at {handle.Url} and then did not answer: {lost.Message}", lost);
            }
        }
    }

    /// <summary>Asks where nothing served before.</summary>
    /// <exception cref="DeploymentException">It does not become ready, or answers something else.</exception>
    public Task RequireAsync(DeploymentHandle handle, DeploymentRequest request, CancellationToken cancellationToken) => RequireAsync(handle, request, null, cancellationToken);

    private async Task RequireReadyAsync(DeploymentHandle handle, DeploymentRequest request, string? former, long began, CancellationToken cancellationToken)
    {
        string? reason;
        while (true)
        {
            TimeSpan left = ReadyTimeout - Time.GetElapsedTime(began);
            reason = await scorer.WaitUntilReadyAsync(handle.Url, request.PipelineSha256, () => Task.FromResult(true), left, cancellationToken).ConfigureAwait(false);
            if (reason is null) return;
            if (former is null || !reason.Contains(former, StringComparison.Ordinal) || left <= TimeSpan.Zero) break;
            await Task.Delay(Pause, Time, cancellationToken).ConfigureAwait(false);
        }

        throw new DeploymentException($"{request.Endpoint} runs on {handle.Platform}, and does not answer as it should at {handle.Url}: {reason}");
    }
}
