using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Pipelines;
using Workflow.Scoring;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment;

/// <summary>
/// Brings a version to an endpoint. A new version is first started beside the old one and must prove itself there: golden rows, then a
/// sample request whose answer is compared with the trained one. Only then does it take the endpoint's port; where it fails there, the
/// old one is started again.
/// </summary>
public sealed class Deployer
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(30);
    private const int WarmUpRequests = 20;

    private readonly Platforms _platforms;
    private readonly EndpointStore _endpoints;
    private readonly ScorerClient _scorer;
    private readonly ImageVerifier _images;

    /// <summary>Creates a deployer.</summary>
    public Deployer(Platforms platforms, EndpointStore endpoints, ScorerClient scorer, ImageVerifier images)
    {
        _images = images;
        _platforms = platforms;
        _endpoints = endpoints;
        _scorer = scorer;
    }

    /// <summary>Whether somebody answers with a pipeline at an address now.</summary>
    public async Task<bool> ServesAsync(Uri url, string pipelineSha256, CancellationToken cancellationToken) =>
        (await _scorer.AskAsync(url, cancellationToken).ConfigureAwait(false)).Pipeline == pipelineSha256;

    /// <summary>Whether an endpoint is recorded as deployed with a pipeline at an address, and answers with it now.</summary>
    public async Task<bool> StillServesAsync(string project, string endpoint, Uri url, string pipelineSha256, CancellationToken cancellationToken)
    {
        EndpointRecord? recorded = await _endpoints.FindAsync(project, endpoint, cancellationToken).ConfigureAwait(false);
        return recorded?.Deployment is not null && recorded.Url == url && recorded.PipelineSha256 == pipelineSha256
            && await ServesAsync(url, pipelineSha256, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deploys.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the old version goes on serving.</param>
    /// <returns>What runs now, on the endpoint's port.</returns>
    /// <exception cref="ImageException">The image is not the version's, is damaged, or is not signed by a key that is trusted here.</exception>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeploymentHandle> DeployAsync(
        string project, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onPhase, CancellationToken cancellationToken)
    {
        if (request.UnverifiedReason is null)
        {
            await _images.RequireAsync(new ExpectedImage(request.Name, request.Image, request.PipelineSha256), cancellationToken).ConfigureAwait(false);
        }

        PlannedPlace place = await PlaceAsync(project, environment, request, cancellationToken).ConfigureAwait(false);
        if (place.Current is { } current) return current;
        (IPlatform platform, int port, IReadOnlyList<DeploymentHandle> old, _) = place;
        if (old.Count > 0)
        {
            onPhase($"proving the new version on {platform.Name}, beside the old one");
            HashSet<int> taken = [.. await TakenPortsAsync(project, cancellationToken).ConfigureAwait(false), port];
            DeploymentHandle candidate = await StartProvenAsync(platform, request, LoopbackPorts.Choose(taken), cancellationToken).ConfigureAwait(false);
            await platform.StopAsync(candidate, cancellationToken).ConfigureAwait(false);
        }

        onPhase($"starting on {platform.Name}, port {port}");
        return await ReplaceAsync(old, () => StartProvenAsync(platform, request, port, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where a deployment would go now; nothing is changed.</summary>
    /// <exception cref="DeploymentException">The platform cannot be used, what runs cannot be reached, or the port is taken.</exception>
    public async Task<PlannedPlace> PlaceAsync(string project, EnvironmentDefinition environment, DeploymentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(request);
        IPlatform platform = await _platforms.ChooseAsync(environment.Platform, cancellationToken).ConfigureAwait(false);
        EndpointRecord? recorded = await _endpoints.FindAsync(project, request.Endpoint, cancellationToken).ConfigureAwait(false);
        if (recorded is not null) await RequireReachableAsync(recorded, cancellationToken).ConfigureAwait(false);
        List<DeploymentHandle> old = await FindOldAsync(request.Endpoint, cancellationToken).ConfigureAwait(false);
        HashSet<int> taken = await TakenPortsAsync(project, cancellationToken).ConfigureAwait(false);
        int port = ChoosePort(environment, recorded, old, taken);
        bool isCurrent = await IsCurrentAsync(recorded, platform, port, old, request, cancellationToken).ConfigureAwait(false);
        return new PlannedPlace(platform, port, old, isCurrent ? recorded!.Deployment : null);
    }

    // The very image, on that platform and port, alone, and answering.
    private async Task<bool> IsCurrentAsync(
        EndpointRecord? recorded, IPlatform platform, int port, List<DeploymentHandle> old, DeploymentRequest request, CancellationToken cancellationToken) =>
        recorded?.Deployment is { } deployed
        && deployed.Platform == platform.Name
        && deployed.Port == port
        && old is [{ } only] && only == deployed
        && recorded.PipelineSha256 == request.PipelineSha256
        && recorded.ImageReference == request.Image.Reference
        && await ServesAsync(deployed.Url, request.PipelineSha256, cancellationToken).ConfigureAwait(false);

    /// <summary>Stops whatever runs for an endpoint.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="forget">Whether what runs on a platform that does not answer is forgotten instead of refused.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="DeploymentException">Its platform does not answer.</exception>
    public async Task StopAsync(string project, string endpoint, bool forget, CancellationToken cancellationToken)
    {
        EndpointRecord? recorded = await _endpoints.FindAsync(project, endpoint, cancellationToken).ConfigureAwait(false);
        if (recorded is not null && !forget) await RequireReachableAsync(recorded, cancellationToken).ConfigureAwait(false);
        foreach (DeploymentHandle handle in await FindOldAsync(endpoint, cancellationToken).ConfigureAwait(false))
        {
            await _platforms.Find(handle.Platform).StopAsync(handle, cancellationToken).ConfigureAwait(false);
        }

        await _endpoints.MarkStoppedAsync(project, endpoint, cancellationToken).ConfigureAwait(false);
    }

    // What does not answer cannot be stopped, and may come back by itself: saying that it is gone would be a lie.
    private async Task RequireReachableAsync(EndpointRecord endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Deployment is not { } deployed || await _platforms.Find(deployed.Platform).IsAvailableAsync(cancellationToken).ConfigureAwait(false)) return;
        throw new DeploymentException(
            $"{endpoint.Name} runs on platform {deployed.Platform}, which does not answer now. Start it and try again; where it is gone for good: "
            + $"workflow stop {endpoint.Name} --forget");
    }

    // The old ones have to leave the port before the new one can have it. If we die in between, nothing serves until the run is taken up again.
    private async Task<DeploymentHandle> ReplaceAsync(
        IReadOnlyList<DeploymentHandle> old, Func<Task<DeploymentHandle>> startAsync, CancellationToken cancellationToken)
    {
        DeploymentHandle started;
        try
        {
            foreach (DeploymentHandle handle in old) await _platforms.Find(handle.Platform).HaltAsync(handle, cancellationToken).ConfigureAwait(false);
            started = await startAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (old.Count > 0)
        {
            await RestartAsync(old, failure).ConfigureAwait(false);
            throw;
        }

        foreach (DeploymentHandle handle in old) await _platforms.Find(handle.Platform).StopAsync(handle, cancellationToken).ConfigureAwait(false);
        return started;
    }

    private async Task RestartAsync(IReadOnlyList<DeploymentHandle> halted, Exception failure)
    {
        foreach (DeploymentHandle handle in halted)
        {
            try
            {
                IPlatform platform = _platforms.Find(handle.Platform);
                if (!await platform.IsRunningAsync(handle, CancellationToken.None).ConfigureAwait(false)) await platform.RestartAsync(handle, CancellationToken.None).ConfigureAwait(false);
            }
            catch (WorkflowException again)
            {
                throw new DeploymentException($"{failure.Message}\nThe old version could not be started again: {again.Message}", failure);
            }
        }
    }

    private async Task<HashSet<int>> TakenPortsAsync(string project, CancellationToken cancellationToken) =>
        [.. (await _endpoints.ListAsync(project, cancellationToken).ConfigureAwait(false)).Select(endpoint => endpoint.Port)];

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
