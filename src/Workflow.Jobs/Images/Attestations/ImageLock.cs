using Workflow.Jobs.Engine;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>
/// The content of <c>image.lock.json</c>: every part of an image by digest, so that whoever has the same parts makes the same image, and whoever
/// has the image knows every part.
/// </summary>
public sealed record ImageLock
{
    /// <summary>The version of the format that this code writes.</summary>
    public const int CurrentFormat = 1;

    // Engine, the user's own files, model: an image with a base has all three.
    private const int LayersAboveBase = 3;

    /// <summary>Version of the format.</summary>
    public required int Format { get; init; }

    /// <summary>Digest of the manifest: what registries call the image.</summary>
    public required string ManifestDigest { get; init; }

    /// <summary>Digest of the configuration: what Docker calls the image.</summary>
    public required string ConfigDigest { get; init; }

    /// <summary>The engine layer.</summary>
    public required EngineLock Engine { get; init; }

    /// <summary>The model layer.</summary>
    public required ModelLock Model { get; init; }

    /// <summary>The base that it builds on; null for none.</summary>
    public BaseLock? Base { get; init; }

    /// <summary>The user's own files in it, by path; null for none.</summary>
    public IReadOnlyList<FileLock>? ExtraFiles { get; init; }

    /// <summary>The Dockerfile that made it; null for none.</summary>
    public DockerfileLock? Dockerfile { get; init; }

    /// <summary>The lock of an image.</summary>
    public static ImageLock Of(BuiltImage image, EngineLayer engine, IReadOnlyList<Descriptor> layers, ModelLock model)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(layers);
        ExtraFileDefinition[] files = [.. image.Custom?.ExtraFiles ?? []];
        return new ImageLock
        {
            Format = CurrentFormat,
            ManifestDigest = image.ManifestDigest,
            ConfigDigest = image.ConfigDigest,
            Engine = EngineLock.Of(engine),
            Model = model,
            Base = image.Custom is { Base: { } name, Dockerfile: null } ? BaseLock.Of(name, layers.SkipLast(LayersAboveBase)) : null,
            Dockerfile = image.Custom is { Dockerfile: not null } custom ? DockerfileLock.Of(custom) : null,
            ExtraFiles = files.Length == 0 ? null : [.. files.Select(file => new FileLock(file.Path, file.Sha256, file.IsExecutable))],
        };
    }
}
