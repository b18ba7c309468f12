namespace Workflow.Jobs.Runs;

/// <summary>The image of a version.</summary>
/// <param name="Reference">Name and tag.</param>
/// <param name="Digest">Digest of the manifest.</param>
/// <param name="ConfigDigest">Digest of the configuration: what Docker calls the image.</param>
/// <param name="SizeBytes">Unpacked size.</param>
/// <param name="CompressedBytes">Size as pushed.</param>
public sealed record RunImage(string Reference, string Digest, string ConfigDigest, long SizeBytes, long CompressedBytes);
