using Workflow.Jobs.Pipelines;
using Workflow.Scoring;

namespace Workflow.Jobs.Deployment;

/// <summary>
/// Brings a version to an endpoint. A new version is first started beside the old one and must prove itself there: golden rows, then a
/// sample request whose answer is compared with the trained one. Only then does it take the endpoint's port; whatever fails, the old one
/// goes on serving.
/// </summary>
public sealed class Deployer
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);
    private const int WarmUpRequests = 20;

    private readonly Platforms _platforms;
    private readonly EndpointStore _endpoints;
    private readonly ScorerClient _scorer;

    /// <summary>Creates a deployer.</summary>
    public Deployer(Platforms platforms, EndpointStore endpoints, ScorerClient scorer)
    {
        _platforms = platforms;
        _endpoints = endpoints;
        _scorer = scorer;
    }

    /// <summary>Whether an endpoint answers with a pipeline now.</summary>
    public async Task<bool> ServesAsync(Uri url, string pipelineSha256, CancellationToken cancellationToken) =>
        (await _scorer.AskAsync(url, cancellationToken).ConfigureAwait(false)).Pipeline == pipelineSha256;

    /// <summary>Deploys.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the old version goes on serving.</param>
    /// <returns>What runs now, on the endpoint's port.</returns>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeploymentHandle> DeployAsync(
        string project, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onPhase, CancellationToken cancellationToken)
    {
        IPlatform platform = await _platforms.ChooseAsync(environment.Platform, cancellationToken).ConfigureAwait(false);
        EndpointRecord? endpoint = await _endpoints.FindAsync(project, request.Endpoint, cancellationToken).ConfigureAwait(false);
        List<DeploymentHandle> old = await FindOldAsync(request.Endpoint, cancellationToken).ConfigureAwait(false);
        HashSet<int> taken = [.. (await _endpoints.ListAsync(project, cancellationToken).ConfigureAwait(false)).Select(other => other.Port)];
        int port = ChoosePort(environment, endpoint, old, taken);
        if (old.Count > 0)
        {
            onPhase($"proving the new version on {platform.Name}, beside the old one");
            taken.Add(port);
            DeploymentHandle candidate = await StartProvenAsync(platform, request, LoopbackPorts.Choose(taken), cancellationToken).ConfigureAwait(false);
            await platform.StopAsync(candidate, cancellationToken).ConfigureAwait(false);
            foreach (DeploymentHandle handle in old) await _platforms.Find(handle.Platform).StopAsync(handle, cancellationToken).ConfigureAwait(false);
        }

        // If we die here, nothing serves until the run is taken up again: the next attempt finds no old one and starts the new one.
        onPhase($"starting on {platform.Name}, port {port}");
        return await StartProvenAsync(platform, request, port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops whatever runs for an endpoint.</summary>
    public async Task StopAsync(string project, string endpoint, CancellationToken cancellationToken)
    {
        foreach (DeploymentHandle handle in await FindOldAsync(endpoint, cancellationToken).ConfigureAwait(false))
        {
            await _platforms.Find(handle.Platform).StopAsync(handle, cancellationToken).ConfigureAwait(false);
        }

        await _endpoints.MarkStoppedAsync(project, endpoint, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<DeploymentHandle>> FindOldAsync(string endpoint, CancellationToken cancellationToken)
    {
        var found = new List<DeploymentHandle>();
        foreach (IPlatform platform in _platforms.All)
        {
            if (!await platform.IsAvailableAsync(cancellationToken).ConfigureAwait(false)) continue;
            found.AddRange(await platform.FindAsync(endpoint, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    // A port that was asked for must be free, or the endpoint's own; a port of our own choice gives way where somebody else has taken it.
    private static int ChoosePort(EnvironmentDefinition environment, EndpointRecord? endpoint, List<DeploymentHandle> old, HashSet<int> taken)
    {
        int? wanted = environment.Port ?? endpoint?.Port;
        if (wanted is not { } port) return LoopbackPorts.Choose(taken);
        if (old.Exists(handle => handle.Port == port)) return port;
        if (environment.Port is null) return LoopbackPorts.IsFree(port) ? port : LoopbackPorts.Choose(taken);
        LoopbackPorts.RequireFree(port);
        return port;
    }

    private async Task<DeploymentHandle> StartProvenAsync(IPlatform platform, DeploymentRequest request, int port, CancellationToken cancellationToken)
    {
        DeploymentHandle handle = await platform.StartAsync(request, port, cancellationToken).ConfigureAwait(false);
        try
        {
            string? reason = await _scorer.WaitUntilReadyAsync(
                handle.Url,
                request.PipelineSha256,
                () => platform.IsRunningAsync(handle, cancellationToken),
                ReadyTimeout,
                cancellationToken).ConfigureAwait(false);
            if (reason is null) await ProveAnswersAsync(handle.Url, request, cancellationToken).ConfigureAwait(false);
            else throw new DeploymentException($"{request.Endpoint} did not become ready: {reason}\n{await platform.LogTailAsync(handle, cancellationToken).ConfigureAwait(false)}".TrimEnd());
            return handle;
        }
        catch
        {
            await platform.StopAsync(handle, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    // Over the wire, as a client would: every answer must be the trained one, digit for digit. The repetitions warm the scorer up.
    private async Task ProveAnswersAsync(Uri url, DeploymentRequest request, CancellationToken cancellationToken)
    {
        ScoringPipeline pipeline = ScoringPipeline.Open(request.PipelineFile);
        string sample = await _scorer.SampleRequestAsync(url, cancellationToken).ConfigureAwait(false);
        string[] expected = [.. pipeline.Golden.Rows[0].Outputs.Select(output => output.ToString("R", System.Globalization.CultureInfo.InvariantCulture))];
        for (int i = 0; i < WarmUpRequests; i++)
        {
            IReadOnlyList<IReadOnlyList<string>> scores = await _scorer.ScoreAsync(url, sample, cancellationToken).ConfigureAwait(false);
            if (scores.Count == 1 && scores[0].SequenceEqual(expected, StringComparer.Ordinal)) continue;
            throw new DeploymentException(
                $"{request.Endpoint} answers the sample request with {string.Join(", ", scores.SelectMany(row => row))}; training answered {string.Join(", ", expected)}");
        }
    }
}
