using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Pipelines;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment;

/// <summary>
/// Brings versions to endpoints. The image has to be what was signed; the platform of the environment then has the new deployment prove itself before it
/// takes the place of the old one. What an endpoint leaves at another place goes, or is kept warm where a gateway follows.
/// </summary>
public sealed class Deployer(Platforms platforms, EndpointStore endpoints, ImageVerifier images, GatewayPresence gateways, RehearsalRemains rehearsals, EnvironmentKeys keys)
{
    /// <summary>
    /// Whether an endpoint is recorded as deployed with a version, its image and the environment's present keys at an address, answers with it now, and nothing that
    /// a receipt would prove is refuted.
    /// </summary>
    /// <exception cref="DeploymentException">The keys cannot be read.</exception>
    public async Task<bool> StillServesAsync(string project, EnvironmentDefinition environment, DeploymentRequest request, Uri url, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(request);
        EndpointRecord? recorded = await endpoints.FindAsync(project, request.Endpoint, cancellationToken).ConfigureAwait(false);
        if (recorded is not { IsDestroying: false, Deployment: { } deployed } || recorded.Url != url) return false;
        DeploymentRequest keyed = request with { Keys = keys.Of(environment) };
        return recorded.PipelineSha256 == request.PipelineSha256 && recorded.ImageReference == request.Image.Reference
            && deployed.Keys == keyed.Keys.Handed && recorded.WarmWithOtherKeys(keyed.Keys.Handed) is null
            && (await platforms.Find(deployed.Platform).ObserveAsync(deployed, cancellationToken).ConfigureAwait(false)).Pipeline == request.PipelineSha256
            && await IsTrustedAsync(request, cancellationToken).ConfigureAwait(false)
            && await ServingProof.FindDefectAsync(platforms, recorded, keyed, cancellationToken).ConfigureAwait(false) is null;
    }

    /// <summary>Deploys. What serves already, the very image where it was asked for, is left alone, unless it turns out to be something else than what was deployed.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; the old version goes on serving.</param>
    /// <returns>What runs now.</returns>
    /// <exception cref="ImageException">The image is not the version's, is damaged, or is not signed by a key that is trusted here.</exception>
    /// <exception cref="DeploymentException">Its keys cannot be read; it cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<DeployedEndpoint> DeployAsync(
        string project, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(request);
        DeploymentRequest keyed = request with { Keys = keys.Of(environment) };
        await RequireImageAsync(request, cancellationToken).ConfigureAwait(false);
        IPlatform platform = platforms.Find(environment.Platform);
        EndpointRecord? recorded = await endpoints.FindAsync(project, request.Endpoint, cancellationToken).ConfigureAwait(false);
        EndpointChanges.RequireStaying(recorded);
        var order = new DeploymentOrder(project, environment, keyed, recorded) { Defect = await ServingProof.FindDefectAsync(platforms, recorded, keyed, cancellationToken).ConfigureAwait(false) };
        if (order.DefectText is { } told) onPhase(told);
        DeployedEndpoint deployed = await platform.ApplyAsync(order, onPhase, cancellationToken).ConfigureAwait(false);
        if (recorded is null) return deployed;
        deployed = await LeaveOthersAsync(platform, recorded, deployed, onPhase, cancellationToken).ConfigureAwait(false) with { Before = recorded };
        return order.DefectText is { } remark ? deployed with { Remarks = [remark, .. deployed.Remarks] } : deployed;
    }

    /// <summary>Brings a second version up beside the one that serves an endpoint. It gets no requests yet.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops; what serves is not touched.</param>
    /// <returns>What runs beside it, and the endpoint as it is recorded.</returns>
    /// <exception cref="ImageException">The image is not the version's, is damaged, or is not signed by a key that is trusted here.</exception>
    /// <exception cref="DeploymentException">Its keys cannot be read; nothing serves there, no gateway could divide requests, or it does not prove itself.</exception>
    public async Task<(DeploymentHandle Handle, EndpointRecord Endpoint)> DeployBesideAsync(
        string project, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onPhase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(request);
        DeploymentRequest keyed = request with { Keys = keys.Of(environment) };
        await RequireImageAsync(request, cancellationToken).ConfigureAwait(false);
        EndpointRecord recorded = SecondVersionRules.Require(
            await endpoints.FindAsync(project, request.Endpoint, cancellationToken).ConfigureAwait(false), request, gateways.Find() is not null);
        var order = new DeploymentOrder(project, environment, keyed, recorded) { IsChallenger = true };
        DeployedEndpoint deployed = await platforms.Find(environment.Platform).ApplyAsync(order, onPhase, cancellationToken).ConfigureAwait(false);
        await RemoveReplacedAsync(order, deployed.Handle, onPhase, cancellationToken).ConfigureAwait(false);
        return (deployed.Handle, recorded);
    }

    /// <summary>
    /// Takes a deployment back that could not be recorded, because its endpoint was changed meanwhile. What is on record by now, as something else, goes on as
    /// that.
    /// </summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="handle">What was deployed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="DeploymentException">Its platform does not answer.</exception>
    public async Task TakeBackAsync(string project, string endpoint, DeploymentHandle handle, CancellationToken cancellationToken)
    {
        EndpointRecord? present = await endpoints.FindAsync(project, endpoint, cancellationToken).ConfigureAwait(false);
        IPlatform platform = platforms.Find(handle.Platform);
        if (present is not { IsDestroying: false }) await platform.RemoveAsync(endpoint, handle, cancellationToken).ConfigureAwait(false);
        else if (handle.IsSameAs(present.Resting)) await platform.StopAsync(new EndpointRemoval(endpoint, [handle]), cancellationToken).ConfigureAwait(false);
        else if (!present.Handles.Any(handle.IsSameAs)) await platform.RemoveAsync(endpoint, handle, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops whatever runs for an endpoint. What a platform keeps of it, so that it can start again, is recorded.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="forget">Whether what runs on a platform that does not answer is forgotten instead of refused.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="DeploymentException">Somebody deploys to it at this moment, or its platform does not answer.</exception>
    public async Task StopAsync(string project, string endpoint, bool forget, CancellationToken cancellationToken)
    {
        EndpointRecord? recorded = await endpoints.FindAsync(project, endpoint, cancellationToken).ConfigureAwait(false);
        if (recorded is not null) await endpoints.RequireQuietAsync(project, recorded, cancellationToken).ConfigureAwait(false);
        DeploymentHandle? resting = null;
        foreach ((IPlatform platform, EndpointRemoval removal) in Removals(endpoint, recorded, forget))
        {
            resting = await platform.StopAsync(removal, cancellationToken).ConfigureAwait(false) ?? resting;
        }

        if (recorded is not null) await endpoints.MarkStoppedAsync(project, recorded, resting, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The last lines that what serves an endpoint has written; empty where nothing serves.</summary>
    /// <exception cref="DeploymentException">There is no such endpoint, or its platform does not say.</exception>
    public async Task<string> LogsAsync(string project, string endpoint, int lines, CancellationToken cancellationToken)
    {
        EndpointRecord recorded = await RequireAsync(project, endpoint, cancellationToken).ConfigureAwait(false);
        return recorded.Deployment is { } deployed
            ? await platforms.Find(deployed.Platform).LogsAsync(deployed, lines, cancellationToken).ConfigureAwait(false)
            : string.Empty;
    }

    /// <summary>Removes an endpoint with everything that platforms have of it. Its history stays.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="forget">Whether what a platform that does not answer has is forgotten instead of refused.</param>
    /// <param name="onPhase">Told what is going on.</param>
    /// <param name="cancellationToken">Stops waiting; the same call continues.</param>
    /// <exception cref="DeploymentException">There is no such endpoint, somebody deploys to it at this moment, or its platform does not answer.</exception>
    public async Task DestroyAsync(string project, string endpoint, bool forget, Action<string> onPhase, CancellationToken cancellationToken)
    {
        EndpointRecord recorded = await RequireAsync(project, endpoint, cancellationToken).ConfigureAwait(false);

        // From here on it is shown as going, whoever looks and whatever becomes of this process, and nothing is deployed to it.
        await endpoints.MarkDestroyingAsync(project, recorded, cancellationToken).ConfigureAwait(false);
        foreach ((IPlatform platform, EndpointRemoval removal) in Removals(endpoint, recorded, forget))
        {
            await platform.DestroyAsync(removal with { OnPhase = onPhase }, cancellationToken).ConfigureAwait(false);
        }

        if (!await rehearsals.ClearAsync(project, endpoint, forget, cancellationToken).ConfigureAwait(false) && !forget)
            throw new DeploymentException($"going back from {endpoint} is being rehearsed, or was two minutes ago: ask again then, and what that has left goes with the endpoint (or now, with --forget, without it)");

        await endpoints.RemoveAsync(project, recorded, cancellationToken).ConfigureAwait(false);
    }

    // The second version of now, wherever it runs; this machine has seen to its own.
    private async Task RemoveReplacedAsync(DeploymentOrder order, DeploymentHandle deployed, Action<string> onPhase, CancellationToken cancellationToken)
    {
        if (order.ReplacedChallenger is not { } replaced || (replaced.Handle.IsLocal && deployed.IsLocal)) return;
        bool isSame = replaced.Handle.IsSameAs(deployed) && await platforms.Find(deployed.Platform).HasSeenToAsync(replaced.Handle, deployed, cancellationToken).ConfigureAwait(false);
        if (isSame) return;
        onPhase($"removing the second version of now, {replaced.Version}, on {LeftBehind.NameOf(replaced.Handle)}");
        await platforms.Find(replaced.Handle.Platform).RemoveAsync(order.Request.Endpoint, replaced.Handle, cancellationToken).ConfigureAwait(false);
    }

    private async Task RequireImageAsync(DeploymentRequest request, CancellationToken cancellationToken)
    {
        if (request.UnverifiedReason is not null) return;
        await images.RequireAsync(new ExpectedImage(request.Name, request.Image, request.PipelineSha256), cancellationToken).ConfigureAwait(false);
    }

    // As a receipt looks at it: the signatures of now, and the bytes where they lie here.
    private async Task<bool> IsTrustedAsync(DeploymentRequest request, CancellationToken cancellationToken)
    {
        if (request.UnverifiedReason is not null) return true;
        var expected = new ExpectedImage(request.Name, request.Image, request.PipelineSha256);
        if ((await images.VerifyStatementsAsync(expected, cancellationToken).ConfigureAwait(false)).Failure is not null) return false;
        return !images.Has(request.Image) || await images.VerifyBytesAsync(expected, cancellationToken).ConfigureAwait(false) is { Failure: null } or { IsUnread: true };
    }

    private async Task<EndpointRecord> RequireAsync(string project, string endpoint, CancellationToken cancellationToken) =>
        await endpoints.FindAsync(project, endpoint, cancellationToken).ConfigureAwait(false) ?? throw new DeploymentException($"there is no endpoint '{endpoint}'");

    // This machine is always asked: a killed deployment may have left something that nobody has recorded.
    private IEnumerable<(IPlatform Platform, EndpointRemoval Removal)> Removals(string endpoint, EndpointRecord? recorded, bool forget)
    {
        DeploymentHandle[] handles = recorded is null ? [] : [.. recorded.Handles];
        return platforms.All
            .Select(platform => (Platform: platform, Handles: handles.Where(handle => platform.Names.Contains(handle.Platform, StringComparer.Ordinal)).ToArray()))
            .Where(one => one.Handles.Length > 0 || one.Platform.Names.Contains(PlatformNames.Auto, StringComparer.Ordinal))
            .Select(one => (one.Platform, new EndpointRemoval(endpoint, one.Handles) { Forget = forget }));
    }

    private async Task<DeployedEndpoint> LeaveOthersAsync(
        IPlatform platform, EndpointRecord recorded, DeployedEndpoint deployed, Action<string> onPhase, CancellationToken cancellationToken)
    {
        bool isUnchanged = recorded.Deployment is { } served && (served.Platform, served.Id, served.Image) == (deployed.Handle.Platform, deployed.Handle.Id, deployed.Handle.Image);
        DeploymentHandle? asked = null;
        try
        {
            LeftBehind left = await LeftBehind.FindAsync(platform, recorded, deployed, isUnchanged, gateways.Find() is not null, cancellationToken).ConfigureAwait(false);

            // One by one: what is kept warm may live on the same platform.
            foreach (DeploymentHandle handle in left.Removed)
            {
                asked = handle;
                onPhase($"removing what served on {LeftBehind.NameOf(handle)}");
                await platforms.Find(handle.Platform).RemoveAsync(recorded.Name, handle, cancellationToken).ConfigureAwait(false);
            }

            bool keepsSecond = deployed.IsUnchanged && !left.Removed.Any(handle => handle.IsSameAs(recorded.Challenger?.Handle));
            return deployed with { Previous = deployed.Previous ?? left.Kept, IsUnchanged = keepsSecond };
        }
        catch (WorkflowException silent)
        {
            string what = asked is null ? "what served before" : LeftBehind.NameOf(asked);
            throw new DeploymentException(
                $"{recorded.Name} runs at its new place and has proven itself, but {what} could not be removed: {silent.Message} Deploy again to continue;"
                + $" where that place is gone for good, first: workflow delete {recorded.Name} --forget",
                silent)
            {
                IsRetryable = silent.IsRetryable,
            };
        }
    }
}
