namespace Workflow.Jobs.Deployment.Aci;

/// <summary>A container of a group, as Azure sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">Its image.</param>
/// <param name="Current">How it is now; null before Azure has looked.</param>
/// <param name="Previous">How its run before this one ended; null where there was none.</param>
/// <param name="RestartCount">How often it was started again.</param>
/// <param name="Events">What happened to it, as Azure lists it.</param>
public sealed record ContainerState(
    string Name, string Image, ContainerPhase? Current, ContainerPhase? Previous, int RestartCount, IReadOnlyList<ContainerEvent> Events);
