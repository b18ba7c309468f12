using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>Deploys as it would be done for an endpoint, under a name of its own and for a moment only.</summary>
public sealed class RehearsedDeployment(Deployer deployer, Platforms platforms, VersionImages images, EndpointStore endpoints, RehearsalStore rehearsals, RehearsalRemains remains, WorkflowHome home, TimeProvider time)
{
    /// <summary>Deploys, and takes it away again.</summary>
    /// <param name="claim">The right to.</param>
    /// <param name="environment">Where the endpoint is.</param>
    /// <param name="request">What would be deployed there.</param>
    /// <param name="onLeft">Told what could not be taken away, and why. It stays on record, and is tried again.</param>
    /// <param name="cancellationToken">Stops; what was started is taken away.</param>
    /// <returns>How long it took until it had proven itself.</returns>
    /// <exception cref="ImageException">The image is not the version's, is damaged, or is not signed by a key that is trusted here.</exception>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<TimeSpan> TimeAsync(RehearsalClaim claim, EnvironmentDefinition environment, DeploymentRequest request, Action<string> onLeft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(onLeft);
        DeploymentRequest aside = request with { Endpoint = RehearsalPlace.NameOf(claim.Project, claim.Endpoint), Keys = new EnvironmentKeys(home).Of(environment) };
        if (await endpoints.FindAsync(claim.Project, aside.Endpoint, cancellationToken).ConfigureAwait(false) is not null)
            throw new DeploymentException($"an endpoint is called {aside.Endpoint}, as rehearsals of {claim.Endpoint} are: give its pipeline or environment another name");
        EnvironmentDefinition there = Aside(environment, aside.Endpoint);
        IPlatform platform = platforms.Find(environment.Platform);
        PlatformPlan plan = await platform.PlanAsync(new DeploymentOrder(claim.Project, there, aside, null), cancellationToken).ConfigureAwait(false);
        var place = RehearsalPlace.Of(home, aside.Endpoint, plan.Outcome?.Handle ?? new DeploymentHandle(plan.Platform, aside.Endpoint, 0));

        // What a killed rehearsal has left, here or where the endpoint was then, would count as an old version to be replaced.
        await remains.ClearAsync(claim, forget: false, cancellationToken).ConfigureAwait(false);
        await rehearsals.NoteAsync(claim, place, cancellationToken).ConfigureAwait(false);
        try
        {
            await platform.DestroyAsync(place.Removal, cancellationToken).ConfigureAwait(false);
            long began = time.GetTimestamp();
            await images.RequireAsync(request.Image, request.PipelineFile, cancellationToken).ConfigureAwait(false);
            await deployer.DeployAsync(claim.Project, there, aside, _ => { }, cancellationToken).ConfigureAwait(false);
            return time.GetElapsedTime(began);
        }
        finally
        {
            await ClearAsync(claim, platform, place, onLeft).ConfigureAwait(false);
        }
    }

    // What is left says nothing of going back.
    private async Task ClearAsync(RehearsalClaim claim, IPlatform platform, RehearsalPlace place, Action<string> onLeft)
    {
        try
        {
            // By that name another may rehearse by now.
            if (!await rehearsals.RenewAsync(claim, CancellationToken.None).ConfigureAwait(false)) return;
            await platform.DestroyAsync(place.Removal, CancellationToken.None).ConfigureAwait(false);
            await rehearsals.ForgetAsync(claim, place, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            onLeft($"{place.Name} on {place.Handle.Platform}: {failure.Message}");
        }
    }

    // No port, name or host of the endpoint's own: those are taken. What it predicts is nobody's prediction.
    private static EnvironmentDefinition Aside(EnvironmentDefinition environment, string name) => environment with
    {
        Port = null,
        PredictionShare = null,
        Aci = environment.Aci is { Dns: { } dns } aci ? aci with { Dns = RehearsalPlace.NameOf(name, dns) } : environment.Aci,
        Kubernetes = environment.Kubernetes is { } cluster ? cluster with { Host = null, TlsSecret = null, Replicas = 1, MaxReplicas = null } : null,
    };
}
