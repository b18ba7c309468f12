using System.Globalization;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment.Releases;
using Workflow.Jobs.Images;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>
/// Rehearses going back: what an endpoint would go back to is verified, started from its image on the endpoint's platform under a name of its own, has to
/// prove itself, and is taken away again. The endpoint itself is not touched, and what it keeps warm is not used: that may be gone when it is needed.
/// </summary>
public sealed class RollbackRehearsal(
    EndpointStore endpoints,
    DeployedEnvironments environments,
    ServedVersions served,
    VersionStore versions,
    IArtifactStore artifacts,
    RehearsedDeployment deployment,
    RehearsalStore rehearsals,
    TimeProvider time)
{
    /// <summary>The longest that one may take.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Rehearses because somebody asks for it now.</summary>
    /// <exception cref="DeploymentException">There is nothing to rehearse, or somebody else rehearses it at this moment.</exception>
    public async Task<Rehearsal> RunNowAsync(string project, string name, CancellationToken cancellationToken) =>
        await RunAsync(project, name, time.GetUtcNow(), cancellationToken).ConfigureAwait(false)
            ?? throw new DeploymentException($"going back from {name} is being rehearsed just now: ask again in a moment");

    /// <summary>Rehearses, unless another has.</summary>
    /// <param name="project">Project of the endpoint.</param>
    /// <param name="name">Name of the endpoint.</param>
    /// <param name="decidedAt">When it was decided: one that has begun since has done it.</param>
    /// <param name="cancellationToken">Stops; what was started is taken away.</param>
    /// <returns>How it ended; null where somebody else rehearses it, or just has.</returns>
    /// <exception cref="DeploymentException">There is no such endpoint, nothing serves there, or there is nothing to go back to.</exception>
    public async Task<Rehearsal?> RunAsync(string project, string name, DateTimeOffset decidedAt, CancellationToken cancellationToken)
    {
        EndpointRecord endpoint = await endpoints.FindAsync(project, name, cancellationToken).ConfigureAwait(false) ?? throw new DeploymentException($"there is no endpoint '{name}'");
        if (endpoint.Deployment is not { } deployed) throw new DeploymentException($"{name} is stopped: there is nothing to go back from");
        ServedVersion previous = await served.FindPreviousAsync(endpoint, cancellationToken).ConfigureAwait(false)
            ?? throw new DeploymentException($"{name} has served nothing but {endpoint.Pipeline}@{endpoint.Version} with this image: there is nothing to go back to");
        if (await rehearsals.ClaimAsync(project, name, decidedAt, cancellationToken).ConfigureAwait(false) is not { } claim) return null;
        var kept = new KeptClaim(rehearsals, claim, time);
        await using (kept.ConfigureAwait(false))
        {
            using var late = new CancellationTokenSource(Longest, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, kept.Lost, cancellationToken);
            Rehearsal ended = await RehearseAsync(claim, endpoint, deployed, previous, new Ends(stop.Token, late.Token, cancellationToken)).ConfigureAwait(false);
            Rehearsal? recorded = await rehearsals.EndAsync(claim, endpoint.Pipeline, ended, CancellationToken.None).ConfigureAwait(false);
            return recorded is null ? null : recorded with { Left = ended.Left };
        }
    }

    private async Task<Rehearsal> RehearseAsync(RehearsalClaim claim, EndpointRecord endpoint, DeploymentHandle deployed, ServedVersion previous, Ends ends)
    {
        DateTimeOffset began = time.GetUtcNow();
        CancellationToken cancellationToken = ends.Any;
        var rehearsal = new Rehearsal(endpoint.Name, began, began);
        try
        {
            ModelVersion version = await versions.FindAsync(claim.Project, endpoint.Pipeline, previous.Number, cancellationToken).ConfigureAwait(false)
                ?? throw new DeploymentException(string.Create(CultureInfo.InvariantCulture, $"{endpoint.Pipeline}@{previous.Number} is not on record any more"));
            rehearsal = rehearsal with { Version = version.Name };
            version.RequirePresent();
            BuiltImage image = previous.Image ?? version.Image ?? throw new DeploymentException($"{version.Name} has no image");
            rehearsal = rehearsal with { ManifestDigest = image.ManifestDigest };
            string file = await artifacts.FileAsync(version.PipelineSha256, cancellationToken).ConfigureAwait(false);
            var request = new DeploymentRequest(endpoint.Name, version.Name, version.PipelineSha256, file, image);
            EnvironmentDefinition environment = await environments.FindAsync(claim.Project, endpoint, deployed, cancellationToken).ConfigureAwait(false);
            TimeSpan took = await deployment.TimeAsync(claim, environment, request, left => rehearsal = rehearsal with { Left = left }, cancellationToken).ConfigureAwait(false);
            return rehearsal with { Took = took, At = time.GetUtcNow() };
        }
        catch (OperationCanceledException) when (ends.Late.IsCancellationRequested && !ends.Asked.IsCancellationRequested)
        {
            return rehearsal with { Problem = string.Create(CultureInfo.InvariantCulture, $"it did not end within {Longest.TotalMinutes} min"), At = time.GetUtcNow() };
        }
        catch (Exception failure) when (!ends.Asked.IsCancellationRequested || failure is not OperationCanceledException)
        {
            // A call of its own that took too long is cancelled too, and says so.
            return rehearsal with { Problem = failure.Message, At = time.GetUtcNow() };
        }
    }

    // What ends one: any of it, the longest time, and whoever asked.
    private readonly record struct Ends(CancellationToken Any, CancellationToken Late, CancellationToken Asked);
}
