namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Keeps hands off what is somebody else's.</summary>
internal static class OwnedGroups
{
    /// <summary>Refuses a group that is another's, or nobody's that this program knows.</summary>
    /// <exception cref="AciException">It is not the owner's.</exception>
    public static void Require(ContainerGroupState? group, ContainerGroupOwner owner, ContainerGroupAddress address)
    {
        if (group is null || owner.Owns(group.Tags)) return;
        throw new AciException(new ContainerGroupReason(
            ContainerGroupReasonKind.OwnedByOthers,
            $"the {address} is there already and is not of endpoint {owner.Endpoint}: {Described(group)}. Nothing was changed",
            "Choose another name or resource group, or delete it yourself if nobody needs it"));
    }

    private static string Described(ContainerGroupState group)
    {
        if (group.Tags.GetValueOrDefault(ContainerGroupTags.Home) is not { } home) return "its tags do not name this program";
        return $"its tags name endpoint {group.Tags.GetValueOrDefault(ContainerGroupTags.Endpoint)} of the state directory {home}";
    }
}
