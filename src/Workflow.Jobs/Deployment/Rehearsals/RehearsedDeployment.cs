using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>Deploys as it would be done for an endpoint, under a name of its own and for a moment only.</summary>
public sealed class RehearsedDeployment(Deployer deployer, Platforms platforms, VersionImages images, TimeProvider time)
{
    private const string Suffix = "-rehearsal";

    /// <summary>Deploys, and takes it away again.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="environment">Where the endpoint is.</param>
    /// <param name="request">What would be deployed there.</param>
    /// <param name="cancellationToken">Stops; what was started is taken away.</param>
    /// <returns>How long it took until it had proven itself.</returns>
    /// <exception cref="ImageException">The image is not the version's, is damaged, or is not signed by a key that is trusted here.</exception>
    /// <exception cref="DeploymentException">It cannot be started, does not become ready or answers wrongly.</exception>
    public async Task<TimeSpan> TimeAsync(string project, EnvironmentDefinition environment, DeploymentRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(request);
        DeploymentRequest aside = request with { Endpoint = request.Endpoint + Suffix };
        IPlatform platform = platforms.Find(environment.Platform);

        // What a killed rehearsal has left would count as an old version to be replaced.
        await platform.DestroyAsync(new EndpointRemoval(aside.Endpoint, []), cancellationToken).ConfigureAwait(false);
        long began = time.GetTimestamp();
        DeploymentHandle? started = null;
        try
        {
            await images.RequireAsync(request.Image, request.PipelineFile, cancellationToken).ConfigureAwait(false);
            started = (await deployer.DeployAsync(project, Aside(environment), aside, _ => { }, cancellationToken).ConfigureAwait(false)).Handle;
            return time.GetElapsedTime(began);
        }
        finally
        {
            await platform.DestroyAsync(new EndpointRemoval(aside.Endpoint, started is null ? [] : [started]), CancellationToken.None).ConfigureAwait(false);
        }
    }

    // No port, name or host of the endpoint's own: those are taken.
    private static EnvironmentDefinition Aside(EnvironmentDefinition environment) => environment with
    {
        Port = null,
        Aci = environment.Aci is { Dns: { } dns } aci ? aci with { Dns = dns + Suffix } : environment.Aci,
        Kubernetes = environment.Kubernetes is { } cluster ? cluster with { Host = null, TlsSecret = null, Replicas = 1, MaxReplicas = null } : null,
    };
}
