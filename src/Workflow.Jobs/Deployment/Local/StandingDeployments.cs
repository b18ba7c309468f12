using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>Looks what of all that runs for an endpoint here is just what is asked for, and what is good to go back to; changes nothing.</summary>
/// <param name="scorer">Asks them.</param>
/// <param name="order">What is to run.</param>
/// <param name="host">What would run it.</param>
/// <param name="settings">With which settings.</param>
/// <param name="old">What runs for the endpoint now.</param>
internal sealed class StandingDeployments(ScorerClient scorer, DeploymentOrder order, IScorerHost host, ScorerSettings settings, IReadOnlyList<DeploymentHandle> old)
{
    /// <summary>What serves, where it is the very image, on that host and where it was asked for, and answers; besides it nothing runs but what is kept warm.</summary>
    public async Task<DeploymentHandle?> FindCurrentAsync(CancellationToken cancellationToken) =>
        order is { IsChallenger: false, Defect: null, Recorded: { Deployment: { } deployed } recorded }
        && (order.Environment.Port is null || deployed.Port == order.Environment.Port)
        && old.All(other => recorded.Handles.Contains(other))
        && await IsAskedForAsync(deployed, recorded.PipelineSha256, recorded.ImageReference, cancellationToken).ConfigureAwait(false)
            ? deployed
            : null;

    /// <summary>What runs beside what serves and is just what is asked for; null where something has to be started.</summary>
    public async Task<DeploymentHandle?> FindWarmAsync(CancellationToken cancellationToken) =>
        Beside(order.Recorded).FirstOrDefault(warm => warm.PipelineSha256 == order.Request.PipelineSha256 && warm.ImageReference == order.Request.Image.Reference) is { } found
        && await IsAskedForAsync(found.Handle, found.PipelineSha256, found.ImageReference, cancellationToken).ConfigureAwait(false)
        && !await IsRefutedAsync(found.Handle, cancellationToken).ConfigureAwait(false)
            ? found.Handle
            : null;

    /// <summary>
    /// What is kept warm when something else serves: what served until then, where it answers. What is refuted or has ended is nothing to go back to, and takes the
    /// place of no other that answers.
    /// </summary>
    /// <param name="next">What will serve; null where that has to be started.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<WarmDeployment?> FindKeptAsync(DeploymentHandle? next, CancellationToken cancellationToken)
    {
        if (order is not { IsChallenger: false, Recorded: { } recorded }) return null;
        var serving = recorded.Deployment is { } deployed ? new WarmDeployment(deployed, recorded.PipelineSha256, recorded.ImageReference) : null;
        if (order.Defect is null && await AnswersAsync(serving, cancellationToken).ConfigureAwait(false)) return serving;
        bool hasOtherKeys = recorded.WarmWithOtherKeys(order.Request.Keys.Handed) is not null;
        return !hasOtherKeys && recorded.Previous?.Handle != next && await AnswersAsync(recorded.Previous, cancellationToken).ConfigureAwait(false) ? recorded.Previous : null;
    }

    private static IEnumerable<WarmDeployment> Beside(EndpointRecord? recorded)
    {
        if (recorded?.Previous is { } previous) yield return previous;
        if (recorded?.Challenger is { } challenger) yield return new WarmDeployment(challenger.Handle, challenger.PipelineSha256, challenger.ImageReference);
    }

    private async Task<bool> IsAskedForAsync(DeploymentHandle handle, string pipelineSha256, string imageReference, CancellationToken cancellationToken) =>
        handle.Platform == host.Name
        && pipelineSha256 == order.Request.PipelineSha256
        && imageReference == order.Request.Image.Reference
        && old.Contains(handle)
        && await host.HasSettingsAsync(handle, settings, cancellationToken).ConfigureAwait(false)
        && await host.HasKeysAsync(handle, order.Request.Keys.Handed, cancellationToken).ConfigureAwait(false)
        && await ServesAsync(handle, pipelineSha256, cancellationToken).ConfigureAwait(false);

    private async Task<bool> IsRefutedAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        var expected = new ExpectedDeployment(order.Request.Endpoint, order.Request.Name, order.Request.PipelineSha256, order.Request.Image);
        return (await host.InspectAsync(handle, expected, cancellationToken).ConfigureAwait(false)).Any(check => check.Outcome == ProofOutcome.Refuted);
    }

    private async Task<bool> AnswersAsync(WarmDeployment? deployed, CancellationToken cancellationToken) =>
        deployed is not null && old.Contains(deployed.Handle) && await ServesAsync(deployed.Handle, deployed.PipelineSha256, cancellationToken).ConfigureAwait(false);

    private async Task<bool> ServesAsync(DeploymentHandle handle, string pipelineSha256, CancellationToken cancellationToken) =>
        (await scorer.AskAsync(handle.Url, cancellationToken).ConfigureAwait(false)).Pipeline == pipelineSha256;
}
