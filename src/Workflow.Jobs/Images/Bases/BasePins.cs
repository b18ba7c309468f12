using Workflow.Jobs.Home;
using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Images.Bases;

/// <summary>Resolves the tags of bases, each once: what it meant then counts until somebody renews it.</summary>
public sealed class BasePins(WorkflowHome home)
{
    /// <summary>What a pipeline's base is pinned to; a tag that is not is resolved now, and the result is kept.</summary>
    /// <param name="directory">Directory of pipelines.yaml.</param>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="name">The base as it is written.</param>
    /// <param name="transport">How its registry is spoken to, where that is not as usual; null where it is.</param>
    /// <param name="cancellationToken">Cancels asking.</param>
    /// <exception cref="RegistryException">The registry cannot be asked, or has no such image.</exception>
    /// <exception cref="ImageException">The file of pins cannot be read or written.</exception>
    public Task<ImageName> RequireAsync(string directory, string pipeline, ImageName name, RegistryTransport? transport, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return PinAsync(directory, pipeline, name, RegistryOptions.Of(name.Registry, transport), renew: false, cancellationToken);
    }

    /// <summary>Pins a base.</summary>
    /// <param name="directory">Directory of pipelines.yaml.</param>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="name">The base as it is written.</param>
    /// <param name="options">How its registry is spoken to.</param>
    /// <param name="renew">Whether a tag that is pinned is resolved again.</param>
    /// <param name="cancellationToken">Cancels asking.</param>
    /// <exception cref="RegistryException">The registry cannot be asked, or has no such image.</exception>
    /// <exception cref="ImageException">The file of pins cannot be read or written.</exception>
    public async Task<ImageName> PinAsync(string directory, string pipeline, ImageName name, RegistryOptions options, bool renew, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Digest is not null) return name;

        // Two runs that begin at the same time must not resolve a tag twice, to two digests, or lose each other's pin.
        using (await FileTurn.TakeAsync(Path.Combine(home.Path, "pins.lock"), cancellationToken).ConfigureAwait(false))
        {
            var pinned = PinnedBases.Read(directory);
            if (!renew && pinned.Find(pipeline, name) is { } known) return known;
            using var registry = new RegistryClient(options);
            RegistryManifest manifest = await registry.GetManifestAsync(name.Repository, name.Reference, cancellationToken).ConfigureAwait(false);
            var resolved = new ImageName(name.Registry, name.Repository, name.Tag, manifest.Digest);
            pinned.With(pipeline, resolved).Write(directory);
            return resolved;
        }
    }
}
