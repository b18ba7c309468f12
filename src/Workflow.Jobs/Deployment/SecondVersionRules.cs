namespace Workflow.Jobs.Deployment;

/// <summary>When a second version may come beside the one that serves an endpoint.</summary>
internal static class SecondVersionRules
{
    /// <summary>Refuses where it may not.</summary>
    /// <param name="recorded">The endpoint; null where there is none.</param>
    /// <param name="request">The second version.</param>
    /// <param name="hasGateway">Whether somebody divides requests.</param>
    /// <exception cref="DeploymentException">Nothing serves there, it serves that version already, or nobody could divide requests.</exception>
    public static EndpointRecord Require(EndpointRecord? recorded, DeploymentRequest request, bool hasGateway)
    {
        EndpointChanges.RequireStaying(recorded);
        if (recorded is not { Deployment: not null }) throw new DeploymentException($"nothing serves {request.Endpoint}: deploy a version there first");
        if (recorded.PipelineSha256 == request.PipelineSha256) throw new DeploymentException($"{recorded.Name} serves {request.Name} already: name another version");
        return hasGateway
            ? recorded
            : throw new DeploymentException("nobody is there to divide requests: start workflow up or workflow gateway first, and send requests to its address");
    }
}
