namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Whose a container group is. Tags mark it; what has others, or none, is never touched.</summary>
/// <param name="Home">Id of the state directory that deployed it.</param>
/// <param name="Endpoint">Name of the endpoint.</param>
public sealed record ContainerGroupOwner(string Home, string Endpoint)
{
    /// <summary>Whether tags are this owner's.</summary>
    public bool Owns(IReadOnlyDictionary<string, string> tags) =>
        tags.TryGetValue(ContainerGroupTags.Home, out string? home) && home == Home
        && tags.TryGetValue(ContainerGroupTags.Endpoint, out string? endpoint) && endpoint == Endpoint;
}
