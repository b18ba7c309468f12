using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Home;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>
/// This machine: containers of its Docker engine, or processes. Where a gateway stands in front of the endpoint, a new deployment gets an address of its
/// own and the old one is kept warm; else it takes the endpoint's port over.
/// </summary>
public sealed class LocalPlatform : IPlatform
{
    private readonly ScorerHosts _hosts;
    private readonly LocalPlaces _places;
    private readonly ScorerClient _scorer;
    private readonly WorkflowHome _home;
    private readonly PortReplacement _onPort;
    private readonly AddressSwitch _byAddress;

    /// <summary>Creates the platform.</summary>
    public LocalPlatform(ScorerHosts hosts, LocalPlaces places, ScorerClient scorer, WorkflowHome home)
    {
        (_hosts, _places, _scorer, _home) = (hosts, places, scorer, home);
        var starts = new ProvenStart(scorer);
        _onPort = new PortReplacement(hosts, starts);
        _byAddress = new AddressSwitch(hosts, starts);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => _hosts.Names;

    /// <inheritdoc/>
    public async Task<PlatformPlan> PlanAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        PlannedPlace place = await _places.FindAsync(order, cancellationToken).ConfigureAwait(false);
        return new PlatformPlan(place.Host.Name, order.IsChallenger ? LocalPlans.Beside(place, order) : LocalPlans.Of(place, order.Request)) { Warnings = place.Remarks };
    }

    /// <inheritdoc/>
    public async Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(onPhase);
        PlannedPlace place = await _places.FindAsync(order, cancellationToken).ConfigureAwait(false);
        if (place.Current is not null || place.Warm is not null) return await ApplyAsync(place, order, onPhase, cancellationToken).ConfigureAwait(false);
        await place.Host.PrepareAsync(order.Request, cancellationToken).ConfigureAwait(false);

        // One at a time from choosing a port to listening on it: two would choose the same.
        using FileTurn turn = await PortTurn.TakeAsync(_home, onPhase, cancellationToken).ConfigureAwait(false);
        place = await _places.FindAsync(order, cancellationToken).ConfigureAwait(false);

        // What takes a port over may have to give it back.
        if (place.IsBeside || place.Old.Count == 0) place = place with { OnListening = turn.Dispose };
        return await ApplyAsync(place, order, onPhase, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DeployedEndpoint> ApplyAsync(PlannedPlace place, DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken)
    {
        if (order.IsChallenger) return new DeployedEndpoint(await _byAddress.StartBesideAsync(place, order.Request, onPhase, cancellationToken).ConfigureAwait(false), null);
        if (place.Current is { } current) return await KeepAsync(place, current, onPhase, cancellationToken).ConfigureAwait(false);
        foreach (string remark in place.Remarks) onPhase(remark);
        return await SwitchAsync(place, order, onPhase, cancellationToken).ConfigureAwait(false) with { Remarks = place.Remarks };
    }

    private async Task<DeployedEndpoint> SwitchAsync(PlannedPlace place, DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken)
    {
        if (place.IsBeside) return await _byAddress.SwitchAsync(place, order.Request, onPhase, cancellationToken).ConfigureAwait(false);
        IReadOnlySet<int> taken = await _places.TakenPortsAsync(order.Project, cancellationToken).ConfigureAwait(false);
        return await _onPort.SwitchAsync(place, order.Request, taken, onPhase, cancellationToken).ConfigureAwait(false);
    }

    // Everybody who asks has long been led to what serves: nobody needs what still takes keys of before.
    private async Task<DeployedEndpoint> KeepAsync(PlannedPlace place, DeploymentHandle current, Action<string> onPhase, CancellationToken cancellationToken)
    {
        var kept = new DeployedEndpoint(current, place.Recorded?.Previous) { IsUnchanged = true };
        if (place.Outdated is not { } outdated) return kept;
        onPhase($"ending what served before on port {outdated.Port}: it takes other API keys");
        await _hosts.Find(outdated.Platform).StopAsync(outdated, cancellationToken).ConfigureAwait(false);
        return kept with { Previous = null };
    }

    /// <inheritdoc/>
    public async Task<DeploymentObservation> ObserveAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        ScorerClient.Answer answer = await _scorer.AskAsync(handle.Url, cancellationToken).ConfigureAwait(false);
        return answer.Pipeline is null ? new DeploymentObservation(null, answer.Reason ?? "it does not answer") : new DeploymentObservation(answer.Pipeline, null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProofCheck>> ProveAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        IScorerHost host = _hosts.Find(handle.Platform);
        if (!await host.IsAvailableAsync(cancellationToken).ConfigureAwait(false)) throw new DeploymentException($"platform {handle.Platform} does not answer now");
        return await PlaceProof.OfAsync(
            handle, () => host.InspectAsync(handle, expected, cancellationToken), () => new AnswerChecks(_scorer).AskAsync(handle.Url, expected, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<string> LogsAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken) =>
        _hosts.Find(handle.Platform).LogTailAsync(handle, lines, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken) => _hosts.Find(handle.Platform).StopAsync(handle, cancellationToken);

    /// <inheritdoc/>
    public async Task<DeploymentHandle?> StopAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        await EndAsync(removal, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public async Task DestroyAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        await EndAsync(removal, cancellationToken).ConfigureAwait(false);
        await _hosts.ForgetAsync(removal.Endpoint, cancellationToken).ConfigureAwait(false);
    }

    private async Task EndAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        if (!removal.Forget)
        {
            foreach (DeploymentHandle handle in removal.Handles) await _places.RequireReachableAsync(removal.Endpoint, handle, cancellationToken).ConfigureAwait(false);
        }

        foreach (DeploymentHandle handle in await _hosts.FindRunningAsync(removal.Endpoint, cancellationToken).ConfigureAwait(false))
        {
            await _hosts.Find(handle.Platform).StopAsync(handle, cancellationToken).ConfigureAwait(false);
        }
    }
}
