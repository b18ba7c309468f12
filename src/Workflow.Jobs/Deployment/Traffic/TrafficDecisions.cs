namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Does what people decide about second versions.</summary>
public sealed class TrafficDecisions(EndpointStore endpoints, TrafficTransitions transitions, Platforms platforms)
{
    /// <summary>Lets the second version serve alone from now on; the first is kept warm.</summary>
    /// <exception cref="DeploymentException">There is none, or somebody has just changed it.</exception>
    public async Task PromoteAsync(string project, string name, string reason, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = await RequireSecondAsync(project, name, cancellationToken).ConfigureAwait(false);
        if (!await transitions.PromoteAsync(project, endpoint, reason, isAutomatic: false, cancellationToken).ConfigureAwait(false)) throw Changed(name);
        if (endpoint.LeftByPromotion is { } left) await RemoveAsync(name, left, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the second version away, with what runs of it; what served before goes on running where it is that.</summary>
    /// <exception cref="DeploymentException">There is none, or somebody has just changed it.</exception>
    public async Task EndAsync(string project, string name, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = await RequireSecondAsync(project, name, cancellationToken).ConfigureAwait(false);
        if (!await transitions.ForgetAsync(project, endpoint, cancellationToken).ConfigureAwait(false)) throw Changed(name);
        DeploymentHandle second = endpoint.Challenger!.Handle;
        if (!second.IsSameAs(endpoint.Previous?.Handle)) await RemoveAsync(name, second, cancellationToken).ConfigureAwait(false);
    }

    private static DeploymentException Changed(string name) => new($"the traffic of {name} was changed by somebody else at this moment: look again (workflow traffic {name})");

    private Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken) =>
        platforms.Find(handle.Platform).RemoveAsync(endpoint, handle, cancellationToken);

    private async Task<EndpointRecord> RequireSecondAsync(string project, string name, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = await endpoints.FindAsync(project, name, cancellationToken).ConfigureAwait(false) ?? throw new DeploymentException($"there is no endpoint '{name}'");
        return endpoint.Challenger is not null ? endpoint : throw new DeploymentException($"there is no second version at {name}: deploy one with --canary, --split or --shadow");
    }
}
