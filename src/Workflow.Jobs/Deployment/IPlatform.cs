using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Deployment;

/// <summary>
/// Where deployments live: it says what it would do, does it, tells how that is, and takes it away again. All that changes something may be interrupted
/// anywhere and asked for again. A platform knows how to run a scorer, not what it is for.
/// </summary>
public interface IPlatform
{
    /// <summary>The names by which environments ask for it, and deployments name it.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Says what a deployment would do; looks at everything and changes nothing.</summary>
    /// <exception cref="DeploymentException">It cannot be done: the message says why, and what to do.</exception>
    Task<PlatformPlan> PlanAsync(DeploymentOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Does what <see cref="PlanAsync"/> says, and has what answers prove that it is what was asked for. What is so already is left alone.
    /// </summary>
    /// <param name="order">What is to run, and where.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; what served before goes on serving. The same order finds what is begun and continues it.</param>
    /// <returns>What runs now.</returns>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a deployment has seen to a former one of this platform: taken its place, kept it warm or removed it. One that it has not seen to is at another
    /// place, and is removed or kept warm by whoever deploys.
    /// </summary>
    /// <param name="former">What was recorded before.</param>
    /// <param name="deployed">What was deployed, or will be.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="DeploymentException">One of the places has to be asked, and does not answer.</exception>
    Task<bool> HasSeenToAsync(DeploymentHandle former, DeploymentHandle deployed, CancellationToken cancellationToken) =>
        Task.FromResult(former.IsLocal || former.Id == deployed.Id);

    /// <summary>How something that was deployed is now.</summary>
    Task<DeploymentObservation> ObserveAsync(DeploymentHandle handle, CancellationToken cancellationToken);

    /// <summary>
    /// Has something that was deployed prove that it is what was deployed: by the digest that answers, by the golden answers, and by what the platform
    /// says really runs. Changes nothing.
    /// </summary>
    /// <exception cref="DeploymentException">The platform does not say.</exception>
    Task<IReadOnlyList<ProofCheck>> ProveAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken);

    /// <summary>The last lines that something deployed has written; empty where there are none.</summary>
    /// <exception cref="DeploymentException">The platform does not say.</exception>
    Task<string> LogsAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken);

    /// <summary>Removes one thing that was deployed. What is gone already is not an error.</summary>
    /// <param name="endpoint">Name of its endpoint.</param>
    /// <param name="handle">What.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="DeploymentException">The platform does not answer, or refuses.</exception>
    Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken);

    /// <summary>Lets what runs for an endpoint rest at no cost, keeping what it takes to start it again.</summary>
    /// <returns>What is kept; null where nothing is, because starting anew takes no longer.</returns>
    /// <exception cref="DeploymentException">The platform does not answer, or refuses.</exception>
    Task<DeploymentHandle?> StopAsync(EndpointRemoval removal, CancellationToken cancellationToken);

    /// <summary>Removes whatever there is for an endpoint, until nothing of it is left. What is gone already is not an error.</summary>
    /// <exception cref="DeploymentException">The platform does not answer, or refuses.</exception>
    Task DestroyAsync(EndpointRemoval removal, CancellationToken cancellationToken);
}
