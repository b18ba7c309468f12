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
        int port = isBeside ? LoopbackPorts.Choose(taken) : ChoosePort(environment, recorded, old, taken);
        DeploymentHandle? current = !order.IsChallenger && await IsCurrentAsync(order, host, old, cancellationToken).ConfigureAwait(false) ? recorded!.Deployment : null;
        return new PlannedPlace(host, port, old)
        {
            Settings = SettingsOf(order),
            Recorded = recorded,
            Current = current,
            Outdated = current is not null && recorded!.WarmWithOtherKeys(request.Keys.Handed) is { IsLocal: true } outdated ? outdated : null,
            IsBeside = isBeside,
            Warm = isBeside ? await FindWarmAsync(order, host, old, cancellationToken).ConfigureAwait(false) : null,
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

    // The very image, on that host and where it was asked for, and answering; besides it nothing runs but what is kept warm.
    private async Task<bool> IsCurrentAsync(DeploymentOrder order, IScorerHost host, IReadOnlyList<DeploymentHandle> old, CancellationToken cancellationToken) =>
        order.Recorded is { Deployment: { } deployed } recorded
        && deployed.Platform == host.Name
        && (order.Environment.Port is null || deployed.Port == order.Environment.Port)
        && old.Contains(deployed) && old.All(other => recorded.Handles.Contains(other))
        && recorded.PipelineSha256 == order.Request.PipelineSha256
        && recorded.ImageReference == order.Request.Image.Reference
        && await host.HasSettingsAsync(deployed, SettingsOf(order), cancellationToken).ConfigureAwait(false)
        && await host.HasKeysAsync(deployed, order.Request.Keys.Handed, cancellationToken).ConfigureAwait(false)
        && await ServesAsync(deployed, order, cancellationToken).ConfigureAwait(false);

    private async Task<DeploymentHandle?> FindWarmAsync(DeploymentOrder order, IScorerHost host, IReadOnlyList<DeploymentHandle> old, CancellationToken cancellationToken) =>
        Beside(order.Recorded).FirstOrDefault(warm => warm.PipelineSha256 == order.Request.PipelineSha256 && warm.ImageReference == order.Request.Image.Reference) is { } found
        && found.Handle.Platform == host.Name
        && old.Contains(found.Handle)
        && await host.HasSettingsAsync(found.Handle, SettingsOf(order), cancellationToken).ConfigureAwait(false)
        && await host.HasKeysAsync(found.Handle, order.Request.Keys.Handed, cancellationToken).ConfigureAwait(false)
        && await ServesAsync(found.Handle, order, cancellationToken).ConfigureAwait(false)
            ? found.Handle
            : null;

    private static ScorerSettings SettingsOf(DeploymentOrder order) => new(order.Environment.Cpu, order.Environment.MemoryBytes) { PredictionShare = order.Environment.PredictionShare };

    private static IEnumerable<WarmDeployment> Beside(EndpointRecord? recorded)
    {
        if (recorded?.Previous is { } previous) yield return previous;
        if (recorded?.Challenger is { } challenger) yield return new WarmDeployment(challenger.Handle, challenger.PipelineSha256, challenger.ImageReference);
    }

    private async Task<bool> ServesAsync(DeploymentHandle handle, DeploymentOrder order, CancellationToken cancellationToken) =>
        (await scorer.AskAsync(handle.Url, cancellationToken).ConfigureAwait(false)).Pipeline == order.Request.PipelineSha256;

    // A port that was asked for must be free, or the endpoint's own; a port of our own choice gives way where somebody else has taken it.
    private static int ChoosePort(EnvironmentDefinition environment, EndpointRecord? endpoint, IReadOnlyList<DeploymentHandle> old, IReadOnlySet<int> taken)
    {
        int? wanted = environment.Port ?? (endpoint?.Deployment is null or { IsLocal: true } ? endpoint?.Port : null);
        if (wanted is not { } port) return LoopbackPorts.Choose(taken);
        if (old.Any(handle => handle.Port == port)) return port;
        if (environment.Port is null) return LoopbackPorts.IsFree(port) ? port : LoopbackPorts.Choose(taken);
        LoopbackPorts.RequireFree(port);
        return port;
    }
}
