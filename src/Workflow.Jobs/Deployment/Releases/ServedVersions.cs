using System.Globalization;
using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Deployment.Releases;

/// <summary>
/// Finds what served an endpoint: versions with the very images with which they did. The image on record for a version is its newest, which may be just
/// what is to be gone back from.
/// </summary>
public sealed class ServedVersions(DeploymentHistory history, VersionStore versions)
{
    private const int HistoryRead = 1_000;

    /// <summary>What served an endpoint last and is not what it serves now, as a version or as its image; null where there is nothing.</summary>
    public async Task<ServedVersion?> FindPreviousAsync(EndpointRecord endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        foreach (PastDeployment past in await ListAsync(endpoint, cancellationToken).ConfigureAwait(false))
        {
            if (past.IsServedBy(endpoint)) continue;
            ServedVersion served = await ServedAsync(past, endpoint, cancellationToken).ConfigureAwait(false);

            // Where the image is not on record, the present one of the version may be what serves: that would go back to nothing.
            if (served.Image is not null || past.PipelineSha256 != endpoint.PipelineSha256) return served;
        }

        return null;
    }

    /// <summary>A version as it served an endpoint last, with another image than it does now where it has; null where it never served there.</summary>
    public async Task<ServedVersion?> FindAsync(EndpointRecord endpoint, long number, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        PastDeployment? past = (await ListAsync(endpoint, cancellationToken).ConfigureAwait(false))
            .Where(deployment => NumberOf(deployment) == number)
            .OrderBy(deployment => deployment.IsServedBy(endpoint))
            .FirstOrDefault();
        return past is null ? null : await ServedAsync(past, endpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What an endpoint serves, or served when it was stopped.</summary>
    public async Task<ServedVersion> FindPresentAsync(EndpointRecord endpoint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        PastDeployment? past = (await ListAsync(endpoint, cancellationToken).ConfigureAwait(false)).FirstOrDefault(deployment => deployment.IsServedBy(endpoint));
        if (past is not null) return await ServedAsync(past, endpoint, cancellationToken).ConfigureAwait(false);

        // Endpoints of earlier releases have no history.
        ModelVersion? version = await versions.FindByPipelineAsync(Projects.Default, endpoint.Pipeline, endpoint.PipelineSha256, cancellationToken).ConfigureAwait(false);
        return new ServedVersion(endpoint.Version, version?.Image is { } image && image.Reference == endpoint.ImageReference ? image : null);
    }

    private Task<IReadOnlyList<PastDeployment>> ListAsync(EndpointRecord endpoint, CancellationToken cancellationToken) =>
        history.ListAsync(Projects.Default, endpoint.Name, HistoryRead, cancellationToken);

    private async Task<ServedVersion> ServedAsync(PastDeployment past, EndpointRecord endpoint, CancellationToken cancellationToken)
    {
        if (past.Image is { } image) return new ServedVersion(NumberOf(past), image);
        ModelVersion? version = await versions.FindByPipelineAsync(Projects.Default, endpoint.Pipeline, past.PipelineSha256, cancellationToken).ConfigureAwait(false);
        return new ServedVersion(NumberOf(past), version?.Image is { } present && present.ManifestDigest == past.ManifestDigest ? present : null);
    }

    private static long NumberOf(PastDeployment past) => long.Parse(past.Version.Split('@')[1], CultureInfo.InvariantCulture);
}
