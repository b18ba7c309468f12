namespace Workflow.Jobs.Deployment.Docker;

/// <summary>An image of the engine, as lists show it.</summary>
/// <param name="Id">Its identifier: a digest.</param>
/// <param name="Bytes">The room that it takes, layers included that others have too.</param>
/// <param name="Tags">Its names.</param>
public sealed record DockerImage(string Id, long Bytes, IReadOnlyList<string> Tags);
