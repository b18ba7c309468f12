using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>
/// Finds the one plain reason why a container group does not run: from the error of a request, or from what Azure tells of the group. Only
/// what belongs to the present revision counts: what is told after <see cref="ContainerGroupState.Since"/>, and of the present image.
/// </summary>
public static class ContainerGroupDiagnosis
{
    /// <summary>The reason behind a request that was refused or lost.</summary>
    public static ContainerGroupReason OfError(ArmFailure failure, ContainerGroupAddress address) => ContainerGroupErrors.Explain(failure, address);

    /// <summary>The reason that a group's own state tells; null where it tells none, or none yet.</summary>
    public static ContainerGroupReason? OfState(ContainerGroupState group)
    {
        // However its containers ended: somebody wanted them to.
        if (group.IsStopped || group.IsBeingDeleted) return null;
        var revision = new PresentRevision(group);
        return First(group, container => StartFailures.OfPull(revision, container))
            ?? StartFailures.OfStart(revision)
            ?? First(group, container => RunFailures.OfRun(revision, container));
    }

    /// <summary>The reason of a group whose provisioning failed, whatever else is known.</summary>
    /// <param name="group">The group; null where Azure left none.</param>
    /// <param name="error">What Azure told of the failed operation; null where it told nothing.</param>
    /// <param name="address">Which group.</param>
    internal static ContainerGroupReason OfFailedProvisioning(ContainerGroupState? group, ArmFailure? error, ContainerGroupAddress address)
    {
        if (group is not null && OfState(group) is { } told) return told;
        if (error is { Code.Length: > 0 }) return ContainerGroupErrors.Explain(error, address);
        string said = group is null ? string.Empty : LastWords(group);
        return new ContainerGroupReason(
            ContainerGroupReasonKind.Unknown,
            $"Azure gave the {address} up{(said.Length == 0 ? " and tells no reason" : $"; the last that it tells is: {said}")}",
            $"Look at it (az container show -g {address.ResourceGroup} -n {address.Name}), delete it and deploy again");
    }

    private static ContainerGroupReason? First(ContainerGroupState group, Func<ContainerState, ContainerGroupReason?> reason) =>
        group.Containers.Select(reason).FirstOrDefault(found => found is not null);

    private static string LastWords(ContainerGroupState group) =>
        new PresentRevision(group).Events().OrderBy(happened => happened.LastTime).LastOrDefault()?.Message.Trim().TrimEnd('.') ?? string.Empty;
}
