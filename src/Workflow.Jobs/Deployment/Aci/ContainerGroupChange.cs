using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Stops a group, or removes it: asks until Azure takes the request, then looks until it is done.</summary>
internal sealed class ContainerGroupChange(
    ContainerGroupCalls calls, AciOptions options, TimeProvider time, ContainerGroupAddress address, ContainerGroupOwner owner, IProgress<string>? progress)
{
    private readonly ChangeAttempts _attempts = new(address, options, options.ChangeTimeout, time, progress);

    /// <summary>Stops a group: it costs nothing, and keeps its name and settings.</summary>
    public async Task<ContainerGroupState> StopAsync(CancellationToken cancellationToken)
    {
        bool isTaken = false;
        while (true)
        {
            ContainerGroupState group = await FindAsync(cancellationToken).ConfigureAwait(false);
            if (group.IsStopped) return group;

            // While Azure is at work it takes nothing; and where an answer was lost, this may be what was asked for.
            if (!isTaken && !group.IsInTransition) isTaken = _attempts.Take(await calls.ActAsync(address, "stop", cancellationToken).ConfigureAwait(false));
            await _attempts.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a group, until Azure knows none of this name. One that is gone is not an error.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        while (await FindOrNothingAsync(cancellationToken).ConfigureAwait(false) is { } group)
        {
            OwnedGroups.Require(group, owner, address);
            _attempts.Tell(group);
            if (!group.IsBeingDeleted) TakeDeletion(await calls.DeleteAsync(address, cancellationToken).ConfigureAwait(false));
            await _attempts.PauseAsync(cancellationToken).ConfigureAwait(false);
        }

        _attempts.Tell("is gone");
    }

    private async Task<ContainerGroupState> FindAsync(CancellationToken cancellationToken)
    {
        ContainerGroupState group = await calls.FindAsync(address, cancellationToken).ConfigureAwait(false)
            ?? throw new AciException(new ContainerGroupReason(ContainerGroupReasonKind.Missing, $"there is no {address}", "Deploy it"));
        OwnedGroups.Require(group, owner, address);
        _attempts.Tell(group);
        return group;
    }

    // Where there is no resource group there is nothing in it.
    private async Task<ContainerGroupState?> FindOrNothingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await calls.FindAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (AciException missing) when (missing.Reason is { Kind: ContainerGroupReasonKind.ResourceGroupMissing })
        {
            return null;
        }
    }

    private void TakeDeletion(ArmFailure? failure)
    {
        if (failure is not { IsMissing: true }) _attempts.Take(failure);
    }
}
