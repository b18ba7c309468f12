using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Images;

/// <summary>Pushes versions' images, each with its signed statements beside it.</summary>
public sealed class VersionPush(ImagePush push, ImageStatementStore store, StatementManifests manifests, ImageLayout layout, PushedLayers pushed)
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
        ArgumentNullException.ThrowIfNull(target);
        IReadOnlyList<Descriptor> layers = layout.ReadManifest(image.ManifestDigest).Layers;
        var request = new PushRequest(target, image.ManifestDigest)
        {
            Referrers = manifests.Add(image, statements),
            MountFrom = pushed.Find(target.Registry, target.Repository, layers),
        };
        PushedImage done = await PushAsync(registry, request, cancellationToken).ConfigureAwait(false);
        pushed.Note(target.Registry, target.Repository, layers);
        return done;
    }

    private async Task<PushedImage> PushAsync(RegistryClient registry, PushRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await push.PushAsync(registry, request, null, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException refused) when (request.MountFrom is not null && refused.Code is RegistryException.Denied or RegistryException.Missing or RegistryException.Refused)
        {
            // Whoever may push here need not be allowed to read there.
            return await push.PushAsync(registry, request with { MountFrom = null }, null, cancellationToken).ConfigureAwait(false);
        }
    }
}
