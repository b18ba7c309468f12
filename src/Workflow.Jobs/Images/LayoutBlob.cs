using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Images;

/// <summary>A blob of a layout.</summary>
/// <param name="Digest">Its digest, with <c>sha256:</c> in front.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="TouchedAt">When it was written or relied on last.</param>
/// <param name="Manifest">What it says, where it is a manifest; null otherwise.</param>
internal sealed record LayoutBlob(string Digest, long Bytes, DateTimeOffset TouchedAt, RegistryManifest? Manifest);
