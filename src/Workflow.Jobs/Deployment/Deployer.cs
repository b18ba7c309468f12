using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment;

/// <summary>
/// Brings a version to an endpoint. The image has to be what was signed, and the new deployment has to prove itself beside the old one. Where a gateway
/// stands in front of the endpoint it gets an address of its own, and the old one is kept warm; else it takes the endpoint's port over.
/// </summary>
public sealed class Deployer
{
    private readonly Platforms _platforms;
    private readonly EndpointStore _endpoints;
    private readonly ScorerClient _scorer;
    private readonly ImageVerifier _images;
    private readonly GatewayPresence _gateways;
    private readonly PortReplacement _onPort;
    private readonly AddressSwitch _byAddress;

    /// <summary>Creates a deployer.</summary>
    public Deployer(Platforms platforms, EndpointStore endpoints, ScorerClient scorer, ImageVerifier images, GatewayPresence gateways)
    {
        _platforms = platforms;
        _endpoints = endpoints;
        _scorer = scorer;
        _images = images;
        _gateways = gateways;
        var starts = new ProvenStart(scorer);
        _onPort = new PortReplacement(platforms, starts);
        _byAddress = new AddressSwitch(platforms, starts);
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

    /// <summary>Deploys. What serves already, the very image on that platform and port, is left alone.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the old version goes on serving.</param>
    /// <returns>What runs now.</returns>
    /// <exception cref="ImageException">The image is not the version's, is damaged, or is not signed by a key that is trusted here.</exception>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeployedEndpoint> DeployAsync(
        string project, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.UnverifiedReason is null)
        {
            await _images.RequireAsync(new ExpectedImage(request.Name, request.Image, request.PipelineSha256), cancellationToken).ConfigureAwait(false);
        }

        PlannedPlace place = await PlaceAsync(project, environment, request, cancellationToken).ConfigureAwait(false);
        if (place.Current is { } current) return new DeployedEndpoint(current, place.Recorded?.Previous);
        return place.IsBeside
            ? await _byAddress.SwitchAsync(place, request, onPhase, cancellationToken).ConfigureAwait(false)
            : await _onPort.SwitchAsync(place, request, await TakenPortsAsync(project, cancellationToken).ConfigureAwait(false), onPhase, cancellationToken).ConfigureAwait(false);
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

        // A port that was asked for is the endpoint's, gateway or not.
        bool isBeside = environment.Port is null && old.Count > 0 && _gateways.Find() is not null;
        int port = isBeside ? LoopbackPorts.Choose(taken) : ChoosePort(environment, recorded, old, taken);
        return new PlannedPlace(platform, port, old)
        {
            Recorded = recorded,
            Current = await IsCurrentAsync(recorded, platform, environment.Port, old, request, cancellationToken).ConfigureAwait(false) ? recorded!.Deployment : null,
            IsBeside = isBeside,
            Warm = isBeside ? await FindWarmAsync(recorded, platform, old, request, cancellationToken).ConfigureAwait(false) : null,
        };
    }

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

    // The very image, on that platform and where it was asked for, and answering; besides it nothing runs but what is kept warm.
    private async Task<bool> IsCurrentAsync(
        EndpointRecord? recorded, IPlatform platform, int? askedPort, List<DeploymentHandle> old, DeploymentRequest request, CancellationToken cancellationToken) =>
        recorded?.Deployment is { } deployed
        && deployed.Platform == platform.Name
        && (askedPort is null || deployed.Port == askedPort)
        && old.Contains(deployed) && old.TrueForAll(other => other == deployed || other == recorded.Previous?.Handle)
        && recorded.PipelineSha256 == request.PipelineSha256
        && recorded.ImageReference == request.Image.Reference
        && await ServesAsync(deployed.Url, request.PipelineSha256, cancellationToken).ConfigureAwait(false);

    private async Task<DeploymentHandle?> FindWarmAsync(
        EndpointRecord? recorded, IPlatform platform, List<DeploymentHandle> old, DeploymentRequest request, CancellationToken cancellationToken) =>
        recorded?.Previous is { } previous
        && previous.Handle.Platform == platform.Name
        && old.Contains(previous.Handle)
        && previous.PipelineSha256 == request.PipelineSha256
        && previous.ImageReference == request.Image.Reference
        && await ServesAsync(previous.Handle.Url, request.PipelineSha256, cancellationToken).ConfigureAwait(false)
            ? previous.Handle
            : null;

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
}
