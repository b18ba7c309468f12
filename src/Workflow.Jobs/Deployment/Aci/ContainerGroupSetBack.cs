using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>
/// Sets a container group back after a change that failed or was stopped. The record decides: what it names there serves again, and where it names
/// nothing, what is ours goes.
/// </summary>
/// <param name="groups">Azure.</param>
/// <param name="places">Says what the recorded group was.</param>
/// <param name="order">What was to run.</param>
/// <param name="spec">The group that it was to be.</param>
/// <param name="before">The group before the change; null where there was none.</param>
internal sealed class ContainerGroupSetBack(ContainerGroups groups, AciPlaces places, DeploymentOrder order, ContainerGroupSpec spec, ContainerGroupState? before)
{
    /// <summary>Sets back.</summary>
    /// <exception cref="DeploymentException">Azure does not let it.</exception>
    public async Task RunAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        DeploymentHandle? recorded = order.Recorded?.Handles.FirstOrDefault(handle => handle.Platform == PlatformNames.Aci && ContainerGroupAddress.AreSame(handle.Id, spec.Address.Path));
        try
        {
            if (recorded is null) await RemoveAsync(onPhase, cancellationToken).ConfigureAwait(false);
            else await GoBackAsync(recorded, onPhase, cancellationToken).ConfigureAwait(false);
        }
        catch (AciException foreign) when (foreign.Reason is { Kind: ContainerGroupReasonKind.OwnedByOthers })
        {
            // Nothing of it was changed.
        }
        catch (AciException again)
        {
            string what = recorded is null ? "What was begun could not be removed" : "The old version could not be set back";
            throw new DeploymentException($"{what}: {again.Message}", again);
        }
    }

    private async Task RemoveAsync(Action<string> onPhase, CancellationToken cancellationToken)
    {
        onPhase($"removing the {spec.Address}");
        await groups.DeleteAsync(spec.Address, spec.Owner, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task GoBackAsync(DeploymentHandle recorded, Action<string> onPhase, CancellationToken cancellationToken)
    {
        // A group of its own has its specification in its name: there is nothing else that it could have been.
        if (recorded is not { Image: { } image, Environment: { } then } || spec.Address.Name != order.Request.Endpoint) return;
        (ApiKeys keys, DeploymentException? unread) = KeysOf(then);
        string version = EndpointChange.Served(order.Recorded);
        ContainerGroupSpec old = places.PlainSpecOf(then, order.Request.Endpoint, version, image, spec.Registry, keys);
        bool isSame = ContainerGroupBody.HashOf(old) == ContainerGroupBody.HashOf(spec);
        if ((isSame && unread is null) || !await HasChangedAsync(cancellationToken).ConfigureAwait(false)) return;
        onPhase($"setting the {spec.Address} back to {version}");
        if (!isSame) await groups.ApplyAsync(old, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
        if (recorded == order.Recorded!.Resting) await groups.StopAsync(spec.Address, spec.Owner, new Telling(onPhase), cancellationToken).ConfigureAwait(false);
        if (unread is not null) throw new DeploymentException($"{version} is set back, but with the API keys that environment {order.Environment.Name} has now: {keys}. {unread.Message}", unread);
    }

    // Azure tells nobody those that the group had. An old version with the access of now is better than a new one with it that has proven nothing.
    private (ApiKeys Keys, DeploymentException? Unread) KeysOf(EnvironmentDefinition then)
    {
        try
        {
            return (places.Keys.OfBefore(then, order), null);
        }
        catch (DeploymentException unread)
        {
            return (order.Request.Keys, unread);
        }
    }

    // What Azure has refused has changed nothing.
    private async Task<bool> HasChangedAsync(CancellationToken cancellationToken)
    {
        ContainerGroupState? now = await groups.FindAsync(spec.Address, cancellationToken).ConfigureAwait(false);
        return now is null || now.SpecHash == ContainerGroupBody.HashOf(spec) || now.SpecHash != before?.SpecHash;
    }
}
