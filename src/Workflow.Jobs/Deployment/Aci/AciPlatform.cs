using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Pipelines;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>
/// Azure Container Instances. Where a gateway follows, a new version gets a group of its own beside the one that serves, which is kept warm; else the
/// endpoint's one group is changed under the same address, and set back where the new version does not prove itself.
/// </summary>
public sealed class AciPlatform(Lazy<ContainerGroups> groups, AciPlaces places, AciRegistryAccess access, RegistryImages images, RemoteProof proof, ScorerClient scorer) : IPlatform
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } = [PlatformNames.Aci];

    private ContainerGroups Groups => groups.Value;

    /// <inheritdoc/>
    public async Task<PlatformPlan> PlanAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        ContainerGroupSpec spec = await SpecAsync(order, cancellationToken).ConfigureAwait(false);
        ContainerGroupRules.Require(spec);
        IReadOnlyList<ContainerGroupState> there = await OwnedAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false);
        var handle = new DeploymentHandle(PlatformNames.Aci, spec.Address.Path, ContainerGroupSpec.HttpPort) { Host = spec.Address.Name, Image = spec.Image, Keys = order.Request.Keys.Handed, Environment = order.Environment };
        return new PlatformPlan(PlatformNames.Aci, AciPlans.Of(order, spec, there)) { Outcome = new DeployedEndpoint(handle, PreviousOf(order, spec, handle)) };
    }

    /// <inheritdoc/>
    public async Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(onPhase);
        ContainerGroupSpec spec = await SpecAsync(order, cancellationToken).ConfigureAwait(false);
        ContainerGroupRules.Require(spec);
        onPhase($"pushing the image to {order.Environment.Registry}");
        await images.PushAsync(order, cancellationToken).ConfigureAwait(false);
        DeploymentHandle handle = await new AciRollout(Groups, places, proof, order, spec).RunAsync(onPhase, cancellationToken).ConfigureAwait(false);
        if (order.IsChallenger) return new DeployedEndpoint(handle, null);
        WarmDeployment? previous = PreviousOf(order, spec, handle);
        foreach (ContainerGroupState other in await OwnedAsync(spec.Address, spec.Owner, cancellationToken).ConfigureAwait(false))
        {
            ContainerGroupAddress address = spec.Address with { Name = other.Name };
            if (ContainerGroupAddress.AreSame(address.Path, spec.Address.Path) || ContainerGroupAddress.AreSame(address.Path, previous?.Handle.Id ?? string.Empty)) continue;
            onPhase($"removing the {address}");
            await Groups.DeleteAsync(address, spec.Owner, null, cancellationToken).ConfigureAwait(false);
        }

        return new DeployedEndpoint(handle, previous);
    }

    /// <inheritdoc/>
    public Task<bool> HasSeenToAsync(DeploymentHandle former, DeploymentHandle deployed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(former);
        ArgumentNullException.ThrowIfNull(deployed);
        return Task.FromResult(AreTogether(former, deployed));
    }

    /// <inheritdoc/>
    public async Task<DeploymentObservation> ObserveAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ScorerClient.Answer answer = await scorer.AskAsync(handle.Url, cancellationToken).ConfigureAwait(false);
        if (answer.Pipeline is not null) return new DeploymentObservation(answer.Pipeline, null);
        var address = ContainerGroupAddress.Parse(handle.Id);
        ContainerGroupState? group = await Groups.FindAsync(address, cancellationToken).ConfigureAwait(false);
        if (group is null) return new DeploymentObservation(null, $"the {address} is gone");
        if (group.IsStopped) return new DeploymentObservation(null, $"the {address} was stopped");
        return new DeploymentObservation(null, ContainerGroupDiagnosis.OfState(group)?.ToString() ?? answer.Reason ?? $"it does not answer at {handle.Url}; the {address} is {group.State}");
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProofCheck>> ProveAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(expected);
        return PlaceProof.OfAsync(
            handle,
            async () => await Groups.FindAsync(ContainerGroupAddress.Parse(handle.Id), cancellationToken).ConfigureAwait(false) is { IsStopped: false } group
                ? [.. ContainerGroupProof.Of(group, handle, expected)]
                : [],
            () => new AnswerChecks(scorer).AskAsync(handle.Url, expected, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<string> LogsAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken) =>
        Groups.LogTailAsync(ContainerGroupAddress.Parse(handle.Id), lines, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return Groups.DeleteAsync(ContainerGroupAddress.Parse(handle.Id), places.OwnerOf(endpoint), null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DeploymentHandle?> StopAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(removal);
        DeploymentHandle? resting = null;
        foreach (DeploymentHandle handle in removal.Handles)
        {
            await TryAsync(
                removal,
                async address =>
                {
                    // The first is what serves: it is kept. What is warm beside it would cost, and be out of date.
                    if (resting is not null) await Groups.DeleteAsync(address, places.OwnerOf(removal.Endpoint), null, cancellationToken).ConfigureAwait(false);
                    else if (await Groups.FindAsync(address, cancellationToken).ConfigureAwait(false) is not null)
                    {
                        await Groups.StopAsync(address, places.OwnerOf(removal.Endpoint), null, cancellationToken).ConfigureAwait(false);
                        resting = handle;
                    }
                },
                handle).ConfigureAwait(false);
        }

        return resting;
    }

    /// <inheritdoc/>
    public async Task DestroyAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(removal);
        ContainerGroupOwner owner = places.OwnerOf(removal.Endpoint);
        foreach (DeploymentHandle handle in removal.Handles)
        {
            await TryAsync(
                removal,
                async recorded =>
                {
                    // What a killed deployment has left goes too.
                    IReadOnlyList<ContainerGroupState> there = await OwnedAsync(recorded, owner, cancellationToken).ConfigureAwait(false);
                    foreach (ContainerGroupAddress address in there.Select(group => recorded with { Name = group.Name }))
                    {
                        removal.OnPhase($"removing the {address}");
                        await Groups.DeleteAsync(address, owner, null, cancellationToken).ConfigureAwait(false);
                    }
                },
                handle).ConfigureAwait(false);
        }
    }

    private static async Task TryAsync(EndpointRemoval removal, Func<ContainerGroupAddress, Task> change, DeploymentHandle handle)
    {
        try
        {
            await change(ContainerGroupAddress.Parse(handle.Id)).ConfigureAwait(false);
        }
        catch (WorkflowException silent) when (removal.Forget)
        {
            removal.OnPhase($"forgetting {handle.Id}: {silent.Message}");
        }
    }

    private static WarmDeployment? PreviousOf(DeploymentOrder order, ContainerGroupSpec spec, DeploymentHandle handle) =>
        spec.Address.Name == order.Request.Endpoint ? null : Warm(order, handle);

    // What is kept warm in its resource group. What served in another one is whoever deploys to see to.
    private static WarmDeployment? Warm(DeploymentOrder order, DeploymentHandle handle) => order.Recorded switch
    {
        { Deployment: { } served } when !AreTogether(served, handle) => null,
        { Deployment: { } served } recorded when !ContainerGroupAddress.AreSame(served.Id, handle.Id) => new WarmDeployment(served, recorded.PipelineSha256, recorded.ImageReference),
        { Previous: { } previous } recorded when recorded.WarmWithOtherKeys(order.Request.Keys.Handed) is null && AreTogether(previous.Handle, handle) && !ContainerGroupAddress.AreSame(previous.Handle.Id, handle.Id) => previous,
        _ => null,
    };

    // All groups of an endpoint in one resource group are seen to by a deployment there.
    private static bool AreTogether(DeploymentHandle one, DeploymentHandle other)
    {
        if (one.Platform != PlatformNames.Aci || other.Platform != PlatformNames.Aci) return false;
        var (first, second) = (ContainerGroupAddress.Parse(one.Id), ContainerGroupAddress.Parse(other.Id));
        return ContainerGroupAddress.AreSame((first with { Name = string.Empty }).Path, (second with { Name = string.Empty }).Path);
    }

    private async Task<ContainerGroupSpec> SpecAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        AciSettings settings = AciPlaces.SettingsOf(order.Environment);
        return places.SpecOf(order, await access.FindAsync(settings, RegistryImages.NameOf(order), cancellationToken).ConfigureAwait(false));
    }

    private Task<IReadOnlyList<ContainerGroupState>> OwnedAsync(ContainerGroupAddress address, ContainerGroupOwner owner, CancellationToken cancellationToken) =>
        Groups.ListAsync(address.Subscription, address.ResourceGroup, ContainerGroupTags.Of(owner), cancellationToken);
}
