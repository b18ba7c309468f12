namespace Workflow.Jobs.Images.Distribution;

/// <summary>An entry of an index.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Platform">Operating system and architecture, for example <c>linux/amd64</c> or <c>linux/arm/v7</c>; null where it is not said.</param>
/// <param name="ArtifactType">What it is when it is not an image; null where it is not said.</param>
public sealed record IndexedManifest(Descriptor Manifest, string? Platform, string? ArtifactType);
