namespace Workflow.Jobs.Deployment;

/// <summary>
/// Keeps what becomes of an endpoint apart: a deployment takes a while, and counts only where the endpoint was not stopped, removed or otherwise changed
/// under it.
/// </summary>
internal static class EndpointChanges
{
    /// <summary>Refuses to deploy to an endpoint that is being removed.</summary>
    public static void RequireStaying(EndpointRecord? endpoint)
    {
        if (endpoint is { IsDestroying: true })
            throw new DeploymentException($"{endpoint.Name} is being removed: workflow delete {endpoint.Name} continues that, and then it can be deployed again");
    }

    /// <summary>Refuses to record a deployment that began before its endpoint was stopped or removed.</summary>
    /// <param name="name">Name of the endpoint.</param>
    /// <param name="before">The endpoint, as it was when the deployment began; null where it was new.</param>
    /// <param name="present">The endpoint, as it is.</param>
    public static void RequireStanding(string name, EndpointRecord? before, EndpointRecord? present)
    {
        RequireStaying(present);
        if (before is not null && present is null) throw new DeploymentException($"{name} was removed while this was deployed to it: deploy again where it is still wanted");
        if (present is { Deployment: null } && present.UpdatedAt != before?.UpdatedAt)
            throw new DeploymentException($"{name} was stopped while this was deployed to it: deploy again where it is still wanted");
    }

    /// <summary>Refuses to record what counts only beside, or as, what served when the deployment began.</summary>
    /// <param name="name">Name of the endpoint.</param>
    /// <param name="before">The endpoint, as it was when the deployment began.</param>
    /// <param name="present">The endpoint, as it is.</param>
    public static void RequireSameServing(string name, EndpointRecord? before, EndpointRecord? present)
    {
        RequireStanding(name, before, present);
        bool isSame = before?.Deployment is { } then && present is { Deployment: { } now } && then.IsSameAs(now)
            && (before.PipelineSha256, before.ImageReference) == (present.PipelineSha256, present.ImageReference);
        if (!isSame) throw new DeploymentException($"what serves {name} was changed while this was deployed: look at it (workflow endpoints) and deploy again");
    }

    /// <summary>Whether the second version of now is the one that a deployment has seen, and seen to.</summary>
    public static bool HasSeenSecond(EndpointRecord? before, EndpointRecord? present) =>
        present?.Challenger is not { } second || second.Handle.IsSameAs(before?.Challenger?.Handle);
}
