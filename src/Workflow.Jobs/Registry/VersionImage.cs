namespace Workflow.Jobs.Registry;

/// <summary>The image of a version.</summary>
/// <param name="Reference">Name and tag under which Docker knows it.</param>
/// <param name="ManifestDigest">Digest of the manifest: what registries call the image.</param>
/// <param name="ConfigDigest">Digest of the configuration: what Docker calls the image.</param>
/// <param name="SizeBytes">Unpacked size of all layers.</param>
/// <param name="CompressedBytes">Size as pushed.</param>
public sealed record VersionImage(string Reference, string ManifestDigest, string ConfigDigest, long SizeBytes, long CompressedBytes);
