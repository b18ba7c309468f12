using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Images;

/// <summary>Pushes versions' images, each with its signed statements beside it.</summary>
public sealed class VersionPush(ImagePush push, ImageStatementStore store, StatementManifests manifests)
{
    /// <summary>Pushes an image. What the registry has already is not sent again.</summary>
    /// <param name="registry">The registry of the name.</param>
    /// <param name="target">Where to.</param>
    /// <param name="image">The image, which is in the layout.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="RegistryException">The registry refuses, or has something else in the end.</exception>
    /// <exception cref="ImageException">The image in the layout is missing or damaged.</exception>
    public async Task<PushedImage> PushAsync(RegistryClient registry, ImageName target, BuiltImage image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        IReadOnlyList<ImageStatement> statements = await store.ListAsync(image.ManifestDigest, cancellationToken).ConfigureAwait(false);
        var request = new PushRequest(target, image.ManifestDigest) { Referrers = manifests.Add(image, statements) };
        return await push.PushAsync(registry, request, null, cancellationToken).ConfigureAwait(false);
    }
}
