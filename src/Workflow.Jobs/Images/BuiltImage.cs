using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Images;

/// <summary>An image in the layout.</summary>
/// <param name="Reference">Name and tag; the tag is the manifest's digest, so it never names anything else.</param>
/// <param name="ManifestDigest">Digest of the manifest: what registries call the image.</param>
/// <param name="ConfigDigest">Digest of the configuration: what Docker calls the image.</param>
/// <param name="SizeBytes">Unpacked size of all layers.</param>
/// <param name="CompressedBytes">Size as pushed: layers, configuration and manifest.</param>
public sealed record BuiltImage(string Reference, string ManifestDigest, string ConfigDigest, long SizeBytes, long CompressedBytes)
{
    /// <summary>Sources of its engine, by which it can be built again; null where it came from another site.</summary>
    public string? EngineSources { get; init; }

    /// <summary>How it differs from the usual image of its model; null where it does not.</summary>
    public CustomImageDefinition? Custom { get; init; }
}
