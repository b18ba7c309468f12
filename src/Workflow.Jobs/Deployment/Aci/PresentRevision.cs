namespace Workflow.Jobs.Deployment.Aci;

/// <summary>
/// What of a group's state belongs to its present revision. Azure keeps the events of all revisions, and goes on telling how the containers
/// of the one before ended until it has replaced them.
/// </summary>
internal sealed class PresentRevision(ContainerGroupState group)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(2);

    /// <summary>The group.</summary>
    public ContainerGroupState Group => group;

    /// <summary>What happened to a container and to the group as a whole.</summary>
    public IEnumerable<ContainerEvent> Events(ContainerState container) =>
        container.Events.Concat(group.Events).Where(happened => Has(happened.LastTime) && !NamesOtherImage(happened, container));

    /// <summary>What happened to everything in the group.</summary>
    public IEnumerable<ContainerEvent> Events() => group.Events.Concat(group.Containers.SelectMany(container => container.Events)).Where(happened => Has(happened.LastTime));

    /// <summary>Whether a time is in it. What has no time counts: better a reason too many than half an hour without one.</summary>
    public bool Has(DateTimeOffset? time) => group.Since is not { } since || time is null || time > since;

    /// <summary>Whether a time is in the last minutes, on Azure's clock.</summary>
    public bool IsRecent(DateTimeOffset? time) => group.ObservedAt is not { } now || time is null || now - time < Recent;

    /// <summary>Whether a container is this revision's: a pull of its image shows that it is no longer the one before.</summary>
    public bool HasBegun(ContainerState container) =>
        !group.IsInTransition || group.Since is null || Events(container).Any(happened => happened.Name is "Pulling" or "Pulled");

    private static bool NamesOtherImage(ContainerEvent happened, ContainerState container) =>
        happened.Message.Contains("@sha256:", StringComparison.Ordinal) && !happened.Message.Contains(container.Image, StringComparison.Ordinal);
}
