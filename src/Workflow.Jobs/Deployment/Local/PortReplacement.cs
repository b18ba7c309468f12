using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>
/// Replaces what runs for an endpoint on the endpoint's own port, where callers come to that port directly. The new one proves itself on another port
/// first; while it takes the port over there is a moment in which nobody listens. Where it fails there, the old one is started again.
/// </summary>
public sealed class PortReplacement(ScorerHosts hosts, ProvenStart starts)
{
    /// <summary>Replaces.</summary>
    /// <param name="place">Where it goes, and what is there.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="taken">Ports that it must not prove itself on.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the old version goes on serving.</param>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeployedEndpoint> SwitchAsync(
        PlannedPlace place, DeploymentRequest request, IEnumerable<int> taken, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(onPhase);
        (IScorerHost host, int port, IReadOnlyList<DeploymentHandle> old) = (place.Host, place.Port, place.Old);
        if (old.Count > 0)
        {
            onPhase($"proving the new version on {host.Name}, beside the old one");
            DeploymentHandle candidate = await starts.StartAsync(place, request, LoopbackPorts.Choose(new HashSet<int>([.. taken, port])), cancellationToken).ConfigureAwait(false);
            await host.StopAsync(candidate, cancellationToken).ConfigureAwait(false);
        }

        onPhase($"starting on {host.Name}, port {port}");
        return new DeployedEndpoint(await ReplaceAsync(old, () => starts.StartAsync(place, request, port, cancellationToken), cancellationToken).ConfigureAwait(false), null);
    }

    // The old ones have to leave the port before the new one can have it. If we die in between, nothing serves until the run is taken up again.
    private async Task<DeploymentHandle> ReplaceAsync(
        IReadOnlyList<DeploymentHandle> old, Func<Task<DeploymentHandle>> startAsync, CancellationToken cancellationToken)
    {
        DeploymentHandle started;
        var halted = new List<DeploymentHandle>();
        try
        {
            foreach (DeploymentHandle handle in old)
            {
                halted.Add(handle);
                await hosts.Find(handle.Platform).HaltAsync(handle, cancellationToken).ConfigureAwait(false);
            }

            started = await startAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (halted.Count > 0)
        {
            await RestartAsync(halted, failure).ConfigureAwait(false);
            throw;
        }

        foreach (DeploymentHandle handle in old) await hosts.Find(handle.Platform).StopAsync(handle, cancellationToken).ConfigureAwait(false);
        return started;
    }

    private async Task RestartAsync(IReadOnlyList<DeploymentHandle> halted, Exception failure)
    {
        foreach (DeploymentHandle handle in halted)
        {
            try
            {
                IScorerHost host = hosts.Find(handle.Platform);

                // Whoever was told to end does so, be it after its last answer: only then can it start again.
                await host.HaltAsync(handle, CancellationToken.None).ConfigureAwait(false);
                await host.RestartAsync(handle, CancellationToken.None).ConfigureAwait(false);
            }
            catch (WorkflowException again)
            {
                throw new DeploymentException($"{failure.Message}\nThe old version could not be started again: {again.Message}", failure);
            }
        }
    }
}
