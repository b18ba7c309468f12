using System.Globalization;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>Finds out where on this machine a deployment goes; changes nothing.</summary>
public sealed class LocalPlaces(ScorerHosts hosts, EndpointStore endpoints, ScorerClient scorer, GatewayPresence gateways)
{
    /// <summary>Where a deployment would go now.</summary>
    /// <exception cref="DeploymentException">The host cannot be used, what runs cannot be reached, or the port is taken.</exception>
    public async Task<PlannedPlace> FindAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        (string project, EnvironmentDefinition environment, DeploymentRequest request, EndpointRecord? recorded) = order;
        IScorerHost host = await hosts.ChooseAsync(environment.Platform, cancellationToken).ConfigureAwait(false);
        if (recorded?.Deployment is { IsLocal: true } deployed) await RequireReachableAsync(request.Endpoint, deployed, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<DeploymentHandle> old = await hosts.FindRunningAsync(request.Endpoint, cancellationToken).ConfigureAwait(false);
        IReadOnlySet<int> taken = await TakenPortsAsync(project, cancellationToken).ConfigureAwait(false);

        // A port that was asked for is the endpoint's, gateway or not.
        bool isBeside = order.IsChallenger || (environment.Port is null && old.Count > 0 && gateways.Find() is not null);
        int port = isBeside ? LoopbackPorts.Choose(taken) : await ChoosePortAsync(environment, recorded, old, taken, cancellationToken).ConfigureAwait(false);
        var settings = new ScorerSettings(environment.Cpu, environment.MemoryBytes) { PredictionShare = environment.PredictionShare };
        var standing = new StandingDeployments(scorer, order, host, settings, old);
        DeploymentHandle? current = await standing.FindCurrentAsync(cancellationToken).ConfigureAwait(false);
        DeploymentHandle? warm = isBeside ? await standing.FindWarmAsync(cancellationToken).ConfigureAwait(false) : null;
        WarmDeployment? kept = isBeside && current is null ? await standing.FindKeptAsync(warm, cancellationToken).ConfigureAwait(false) : null;
        return new PlannedPlace(host, port, old)
        {
            Settings = settings,
            Recorded = recorded,
            Current = current,
            Outdated = current is not null && recorded!.WarmWithOtherKeys(request.Keys.Handed) is { IsLocal: true } outdated ? outdated : null,
            IsBeside = isBeside,
            Warm = warm,
            Kept = kept,
            Remarks = current is not null ? [] : isBeside ? [.. Lost(order, kept)] : [.. Moved(environment, request.Endpoint, recorded, port)],
        };
    }

    /// <summary>Ports of this machine that endpoints have, running or not.</summary>
    public async Task<IReadOnlySet<int>> TakenPortsAsync(string project, CancellationToken cancellationToken) =>
        (await endpoints.ListAsync(project, cancellationToken).ConfigureAwait(false))
            .Where(endpoint => endpoint.Deployment is null or { IsLocal: true })
            .Select(endpoint => endpoint.Port)
            .ToHashSet();

    /// <summary>Refuses what runs on a host that does not answer: it cannot be stopped, and may come back by itself. Saying that it is gone would be a lie.</summary>
    /// <exception cref="DeploymentException">It does not answer.</exception>
    public async Task RequireReachableAsync(string endpoint, DeploymentHandle deployed, CancellationToken cancellationToken)
    {
        if (await hosts.Find(deployed.Platform).IsAvailableAsync(cancellationToken).ConfigureAwait(false)) return;
        throw new DeploymentException(
            $"{endpoint} runs on platform {deployed.Platform}, which does not answer now. Start it and try again; where it is gone for good: "
            + $"workflow stop {endpoint} --forget");
    }

    private static IEnumerable<string> Lost(DeploymentOrder order, WarmDeployment? kept)
    {
        if (order is not { IsChallenger: false, Defect: null, Recorded.Deployment: { IsLocal: true } served } || served == kept?.Handle) yield break;
        string warm = kept is null ? "nothing is kept warm" : string.Create(CultureInfo.InvariantCulture, $"what is kept warm is what served before it, on port {kept.Handle.Port}");
        yield return string.Create(CultureInfo.InvariantCulture, $"what served on port {served.Port} does not answer: {warm}");
    }

    // Whoever asks for the endpoint directly has to be told.
    private static IEnumerable<string> Moved(EnvironmentDefinition environment, string endpoint, EndpointRecord? recorded, int port)
    {
        if (WantedPort(environment, recorded) is not { } wanted || wanted == port) yield break;
        string owner = PortOwner.Find(wanted) is { } found ? $" by {found}" : string.Empty;
        yield return string.Create(CultureInfo.InvariantCulture, $"port {wanted}, which {endpoint} had, is in use{owner}: its address changes from http://127.0.0.1:{wanted} to http://127.0.0.1:{port}");
    }

    private static int? WantedPort(EnvironmentDefinition environment, EndpointRecord? endpoint) =>
        environment.Port ?? (endpoint?.Deployment is null or { IsLocal: true } ? endpoint?.Port : null);

    // A port that was asked for must be free, or the endpoint's own; a port of our own choice gives way where somebody else has taken it.
    private async Task<int> ChoosePortAsync(
        EnvironmentDefinition environment, EndpointRecord? endpoint, IReadOnlyList<DeploymentHandle> old, IReadOnlySet<int> taken, CancellationToken cancellationToken)
    {
        if (WantedPort(environment, endpoint) is not { } port) return LoopbackPorts.Choose(taken);
        if (LoopbackPorts.IsFree(port) || await IsOwnAsync(port, old, cancellationToken).ConfigureAwait(false)) return port;
        if (environment.Port is null) return LoopbackPorts.Choose(taken);
        LoopbackPorts.RequireFree(port);
        return port;
    }

    // What has ended holds no port, whatever is known of it.
    private async Task<bool> IsOwnAsync(int port, IReadOnlyList<DeploymentHandle> old, CancellationToken cancellationToken)
    {
        foreach (DeploymentHandle handle in old.Where(handle => handle.Port == port))
        {
            if (await hosts.Find(handle.Platform).IsRunningAsync(handle, cancellationToken).ConfigureAwait(false)) return true;
        }

        return false;
    }
}
