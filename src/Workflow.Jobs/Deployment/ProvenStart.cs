using System.Globalization;
using Workflow.Scoring;

namespace Workflow.Jobs.Deployment;

/// <summary>Starts scorers that have to prove themselves: golden rows, then a sample request whose answer is the trained one to the last digit.</summary>
public sealed class ProvenStart(ScorerClient scorer)
{
    private const int WarmUpRequests = 20;
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Starts one; what does not prove itself is ended again.</summary>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeploymentHandle> StartAsync(IPlatform platform, DeploymentRequest request, int port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        DeploymentHandle handle = await platform.StartAsync(request, port, cancellationToken).ConfigureAwait(false);
        try
        {
            await ProveAsync(platform, handle, request, cancellationToken).ConfigureAwait(false);
            return handle;
        }
        catch
        {
            await platform.StopAsync(handle, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has one that runs prove itself.</summary>
    /// <exception cref="DeploymentException">It does not become ready, or answers wrongly.</exception>
    public async Task ProveAsync(IPlatform platform, DeploymentHandle handle, DeploymentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(platform);
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(request);
        string? reason = await scorer.WaitUntilReadyAsync(
            handle.Url, request.PipelineSha256, () => platform.IsRunningAsync(handle, cancellationToken), ReadyTimeout, cancellationToken).ConfigureAwait(false);
        if (reason is not null)
        {
            string tail = await platform.LogTailAsync(handle, cancellationToken).ConfigureAwait(false);
            throw new DeploymentException($"{request.Endpoint} did not become ready: {reason}\n{tail}".TrimEnd());
        }

        await ProveAnswersAsync(handle.Url, request, cancellationToken).ConfigureAwait(false);
    }

    // Over the wire, as a client would: every answer must be the trained one, digit for digit. The repetitions warm the scorer up.
    private async Task ProveAnswersAsync(Uri url, DeploymentRequest request, CancellationToken cancellationToken)
    {
        var pipeline = ScoringPipeline.Open(request.PipelineFile);
        string sample = await scorer.SampleRequestAsync(url, cancellationToken).ConfigureAwait(false);
        string[] expected = [.. pipeline.Golden.Rows[0].Outputs.Select(output => output.ToString("R", CultureInfo.InvariantCulture))];
        for (int i = 0; i < WarmUpRequests; i++)
        {
            IReadOnlyList<IReadOnlyList<string>> scores = await scorer.ScoreAsync(url, sample, cancellationToken).ConfigureAwait(false);
            if (scores.Count == 1 && scores[0].SequenceEqual(expected, StringComparer.Ordinal)) continue;
            throw new DeploymentException(
                $"{request.Endpoint} answers the sample request with {string.Join(", ", scores.SelectMany(row => row))}; training answered {string.Join(", ", expected)}");
        }
    }
}
