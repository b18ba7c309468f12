namespace Workflow.Jobs.Deployment.Local;

/// <summary>
/// Brings a new deployment up on an address of its own, beside the one that serves, where a gateway follows the endpoint to another address. The one that
/// served is kept running: going back to it takes no start. Nothing is ever between the two.
/// </summary>
public sealed class AddressSwitch(ScorerHosts hosts, ProvenStart starts)
{
    /// <summary>Brings it up; the gateway follows when the endpoint is recorded with it.</summary>
    /// <param name="place">Where it goes, and what is there.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the old version goes on serving.</param>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeployedEndpoint> SwitchAsync(PlannedPlace place, DeploymentRequest request, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(onPhase);
        if (place.Warm is { } warm)
        {
            onPhase($"going back to what still runs on port {warm.Port}");
            await starts.ProveAsync(place.Host, warm, request, cancellationToken).ConfigureAwait(false);
            await StopOthersAsync(place, [warm, place.Kept?.Handle], cancellationToken).ConfigureAwait(false);
            return new DeployedEndpoint(warm, place.Kept);
        }

        onPhase($"starting on {place.Host.Name}, port {place.Port}, beside what serves");
        DeploymentHandle started = await starts.StartAsync(place, request, place.Port, cancellationToken).ConfigureAwait(false);

        // If we die before the endpoint is recorded with it, it is what the next attempt finds running and nobody needs.
        await StopOthersAsync(place, [started, place.Kept?.Handle], cancellationToken).ConfigureAwait(false);
        return new DeployedEndpoint(started, place.Kept);
    }

    /// <summary>Brings a second version up beside the one that serves, which goes on as it is.</summary>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeploymentHandle> StartBesideAsync(PlannedPlace place, DeploymentRequest request, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(onPhase);
        DeploymentHandle started = await StartOrProveAsync(place, request, onPhase, cancellationToken).ConfigureAwait(false);
        await StopOthersAsync(place, [started, place.Recorded?.Deployment, place.Recorded?.Previous?.Handle], cancellationToken).ConfigureAwait(false);
        return started;
    }

    private async Task<DeploymentHandle> StartOrProveAsync(PlannedPlace place, DeploymentRequest request, Action<string> onPhase, CancellationToken cancellationToken)
    {
        if (place.Warm is not { } there)
        {
            onPhase($"starting on {place.Host.Name}, port {place.Port}, beside what serves");
            return await starts.StartAsync(place, request, place.Port, cancellationToken).ConfigureAwait(false);
        }

        onPhase($"proving what still runs on port {there.Port}");
        await starts.ProveAsync(place.Host, there, request, cancellationToken).ConfigureAwait(false);
        return there;
    }

    // What was kept warm until now, and what killed deployments have left.
    private async Task StopOthersAsync(PlannedPlace place, DeploymentHandle?[] kept, CancellationToken cancellationToken)
    {
        foreach (DeploymentHandle other in place.Old.Where(other => !kept.Contains(other)))
        {
            await hosts.Find(other.Platform).StopAsync(other, cancellationToken).ConfigureAwait(false);
        }
    }
}
