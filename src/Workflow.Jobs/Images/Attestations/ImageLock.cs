using Workflow.Jobs.Engine;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>
/// The content of <c>image.lock.json</c>: every part of an image by digest, so that whoever has the same parts makes the same image, and whoever
/// has the image knows every part.
/// </summary>
public sealed record ImageLock
{
    /// <summary>The version of the format that this code writes.</summary>
    public const int CurrentFormat = 1;

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

    /// <summary>The lock of an image.</summary>
    public static ImageLock Of(BuiltImage image, EngineLayer engine, Descriptor modelLayer, string pipelineSha256)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(modelLayer);
        return new ImageLock
        {
            Format = CurrentFormat,
            ManifestDigest = image.ManifestDigest,
            ConfigDigest = image.ConfigDigest,
            Engine = EngineLock.Of(engine),
            Model = new ModelLock(modelLayer.Digest, pipelineSha256),
        };
    }
}
