using Workflow.Jobs.Images.Distribution;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Bases;

/// <summary>Brings images that others build on into the layout, and reads every byte of them.</summary>
public sealed class BaseImages(ImageLayout layout)
{
    private static readonly Dictionary<string, string> LayerTypes = new(StringComparer.Ordinal)
    {
        [MediaTypes.GzipLayer] = MediaTypes.GzipLayer,
        [MediaTypes.PlainLayer] = MediaTypes.PlainLayer,
        [MediaTypes.DockerGzipLayer] = MediaTypes.GzipLayer,
        [MediaTypes.DockerPlainLayer] = MediaTypes.PlainLayer,
    };

    /// <summary>A base. The registry is asked only where it is not all here.</summary>
    /// <param name="name">Its name, with a digest.</param>
    /// <param name="transport">How its registry is spoken to, where that is not as usual; null where it is.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <exception cref="RegistryException">The registry refuses, or sends something else.</exception>
    /// <exception cref="ImageException">It cannot be built on.</exception>
    internal async Task<BaseImage> RequireAsync(ImageName name, RegistryTransport? transport, CancellationToken cancellationToken)
    {
        if (name.Digest is null) throw new ImageException($"the base {name} is not pinned: name a digest, or run `workflow image pin`");
        RegistryManifest manifest = await FindAsync(name, cancellationToken).ConfigureAwait(false) ?? await PullAsync(name, transport, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(name, manifest, cancellationToken).ConfigureAwait(false);
    }

    // An earlier pull has noted which manifest of an index it took.
    private async Task<RegistryManifest?> FindAsync(ImageName name, CancellationToken cancellationToken)
    {
        string? digest = layout.ReadTags().FirstOrDefault(tags => tags.Contains(name.ToString(), StringComparer.Ordinal))?.Key;
        if (digest is null || !layout.Touch(digest)) return null;
        RegistryManifest manifest = await layout.ReadRegistryManifestAsync(digest, cancellationToken).ConfigureAwait(false);
        foreach (Descriptor blob in manifest.Blobs)
        {
            if (!await layout.ContainsWholeAsync(blob, cancellationToken).ConfigureAwait(false)) return null;
        }

        return manifest;
    }

    private async Task<RegistryManifest> PullAsync(ImageName name, RegistryTransport? transport, CancellationToken cancellationToken)
    {
        using var registry = new RegistryClient(RegistryOptions.Of(name.Registry, transport));
        return (await new ImagePull(layout).PullAsync(registry, new PullRequest(name), null, cancellationToken).ConfigureAwait(false)).Manifest;
    }

    private async Task<BaseImage> ReadAsync(ImageName name, RegistryManifest manifest, CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(layout.BlobPath(manifest.Config!.Digest), cancellationToken).ConfigureAwait(false);
        var config = BaseConfig.Read(bytes, name.ToString());
        if (config.DiffIds.Count != manifest.Layers.Count) throw Unusable(name, $"it has {manifest.Layers.Count} layers, and its configuration names {config.DiffIds.Count}");
        var layers = new List<Descriptor>();
        long size = 0;
        foreach ((Descriptor layer, string diffId) in manifest.Layers.Zip(config.DiffIds))
        {
            string kind = LayerTypes.GetValueOrDefault(layer.MediaType)
                ?? throw Unusable(name, $"its layer {layer.Digest} is of a kind that is not supported, {layer.MediaType}: gzip or none is; push the base once more with gzip");
            layers.Add(new Descriptor(kind, layer.Digest, layer.Size));
            size += await UnpackedBytesAsync(name, layers[^1], diffId, cancellationToken).ConfigureAwait(false);
        }

        return new BaseImage(name, manifest.Digest, layers, config.DiffIds, config.Environment, size);
    }

    private async Task<long> UnpackedBytesAsync(ImageName name, Descriptor layer, string diffId, CancellationToken cancellationToken)
    {
        try
        {
            Stream content = layout.OpenLayer(layer);
            await using (content.ConfigureAwait(false))
            {
                using var counted = new CountingStream();
                string found = $"sha256:{await Sha256Hex.CopyAsync(content, counted, cancellationToken).ConfigureAwait(false)}";
                return found == diffId ? counted.Position : throw Unusable(name, $"its layer {layer.Digest} is {found} unpacked, and its configuration says {diffId}");
            }
        }
        catch (InvalidDataException wrong)
        {
            throw Unusable(name, $"its layer {layer.Digest} is not gzipped as it says: {wrong.Message}");
        }
    }

    private static ImageException Unusable(ImageName name, string why) => new($"the base {name} cannot be used: {why}");
}
