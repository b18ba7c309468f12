using Workflow.Jobs.Deployment;

namespace Workflow.Jobs.Retention.Garbage.Roots;

/// <summary>What serves endpoints, what is kept warm for them, and what they may go back to.</summary>
/// <param name="endpoints">The endpoints.</param>
/// <param name="history">What served them.</param>
public sealed class ServingRoot(EndpointStore endpoints, DeploymentHistory history) : IRetentionRoot
{
    private const int HistoryRead = 1_000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionClaim>> ListAsync(string project, GarbageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var claims = new List<RetentionClaim>();
        foreach (EndpointRecord endpoint in await endpoints.ListAsync(project, cancellationToken).ConfigureAwait(false))
        {
            claims.Add(Claim(endpoint, endpoint.PipelineSha256, endpoint.ImageReference, endpoint.Deployment is null ? "served {0} until it was stopped" : "serves {0}"));
            if (endpoint.Previous is { } warm) claims.Add(Claim(endpoint, warm.PipelineSha256, warm.ImageReference, "is kept warm for {0}"));
            if (endpoint.Challenger is { } second) claims.Add(Claim(endpoint, second.PipelineSha256, second.ImageReference, "runs beside what serves {0}"));
            claims.AddRange(await PastAsync(project, endpoint, options.KeepRollbacks, cancellationToken).ConfigureAwait(false));
        }

        return claims;
    }

    // The images with which they served: that on record for the version may be a newer one.
    private async Task<IReadOnlyList<RetentionClaim>> PastAsync(string project, EndpointRecord endpoint, int rollbacks, CancellationToken cancellationToken)
    {
        IReadOnlyList<PastDeployment> past = await history.ListAsync(project, endpoint.Name, HistoryRead, cancellationToken).ConfigureAwait(false);
        PastDeployment[] others = [.. past.Where(deployment => !deployment.IsServedBy(endpoint))];
        IEnumerable<PastDeployment> images = others.DistinctBy(deployment => (deployment.PipelineSha256, deployment.ManifestDigest)).Take(rollbacks);

        // However often the image of one version was made anew, as many other versions stay.
        IEnumerable<PastDeployment> versions = others.Where(deployment => deployment.PipelineSha256 != endpoint.PipelineSha256)
            .DistinctBy(deployment => deployment.PipelineSha256, StringComparer.Ordinal)
            .Take(rollbacks);
        return [.. images.Union(versions).Select(deployment => Claim(endpoint, deployment.PipelineSha256, deployment.ManifestDigest, "{0} can go back to it"))];
    }

    private static RetentionClaim Claim(EndpointRecord endpoint, string pipelineSha256, string image, string reason) =>
        new(pipelineSha256, string.Format(System.Globalization.CultureInfo.InvariantCulture, reason, endpoint.Name)) { Model = endpoint.Pipeline, Image = image, Serves = true };
}
