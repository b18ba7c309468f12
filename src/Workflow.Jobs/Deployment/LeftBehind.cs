using Workflow.Jobs.Deployment.Plans;

namespace Workflow.Jobs.Deployment;

/// <summary>
/// What a deployment leaves at other places than its own: on another platform, in another resource group, cluster or namespace. What served is kept warm
/// where a gateway follows; everything else goes.
/// </summary>
/// <param name="Kept">What is kept warm; null where nothing is.</param>
/// <param name="Removed">What goes.</param>
internal sealed record LeftBehind(WarmDeployment? Kept, IReadOnlyList<DeploymentHandle> Removed)
{
    /// <summary>Finds out.</summary>
    /// <param name="platform">Where the deployment is made.</param>
    /// <param name="recorded">The endpoint, as it is recorded from before.</param>
    /// <param name="deployed">What serves then; null where it is not known yet, on this machine.</param>
    /// <param name="isUnchanged">Whether it served before already.</param>
    /// <param name="hasGateway">Whether somebody follows an endpoint to another address.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="Training.Errors.WorkflowException">One of the places does not answer, and has to.</exception>
    public static async Task<LeftBehind> FindAsync(
        IPlatform platform, EndpointRecord recorded, DeployedEndpoint? deployed, bool isUnchanged, bool hasGateway, CancellationToken cancellationToken)
    {
        var elsewhere = new List<DeploymentHandle>();
        foreach (DeploymentHandle handle in recorded.Handles.Distinct())
        {
            if (await IsElsewhereAsync(platform, handle, deployed, cancellationToken).ConfigureAwait(false)) elsewhere.Add(handle);
        }

        WarmDeployment? kept = deployed?.Previous is null ? KeptOf(recorded, elsewhere, isUnchanged, hasGateway) : null;
        return new LeftBehind(kept, [.. elsewhere.Where(handle => handle != kept?.Handle)]);
    }

    /// <summary>The same as changes of a plan.</summary>
    public IEnumerable<PlannedChange> Changes(EndpointRecord recorded)
    {
        if (Kept is { } kept)
            yield return new PlannedChange(PlannedAction.Keep, "deployment", NameOf(kept.Handle), $"{VersionOf(recorded, kept.Handle)} goes on running, and is what a rollback goes back to");
        foreach (DeploymentHandle handle in Removed)
            yield return new PlannedChange(PlannedAction.Remove, "deployment", NameOf(handle), $"{VersionOf(recorded, handle)}, once the new one has proven itself");
    }

    /// <summary>How people are told something deployed.</summary>
    public static string NameOf(DeploymentHandle handle) => $"{handle.Platform} {handle.Id}";

    private static async Task<bool> IsElsewhereAsync(IPlatform platform, DeploymentHandle handle, DeployedEndpoint? deployed, CancellationToken cancellationToken)
    {
        if (!platform.Names.Contains(handle.Platform, StringComparer.Ordinal)) return true;
        if (deployed is null || handle == deployed.Previous?.Handle) return false;
        return !await platform.HasSeenToAsync(handle, deployed.Handle, cancellationToken).ConfigureAwait(false);
    }

    private static WarmDeployment? KeptOf(EndpointRecord recorded, List<DeploymentHandle> elsewhere, bool isUnchanged, bool hasGateway)
    {
        bool hasMoved = recorded.Deployment is { } served && elsewhere.Contains(served);
        if (hasMoved) return hasGateway ? new WarmDeployment(recorded.Deployment!, recorded.PipelineSha256, recorded.ImageReference) : null;
        return isUnchanged && recorded.Previous is { } warm && elsewhere.Contains(warm.Handle) ? warm : null;
    }

    private static string VersionOf(EndpointRecord recorded, DeploymentHandle handle) => handle == recorded.Deployment || handle == recorded.Resting
        ? EndpointChange.Served(recorded)
        : handle == recorded.Challenger?.Handle ? "a second version" : "what served before";
}
