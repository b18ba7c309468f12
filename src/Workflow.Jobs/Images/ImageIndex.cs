namespace Workflow.Jobs.Images;

/// <summary>The images of a layout (OCI image specification, index).</summary>
/// <param name="SchemaVersion">2.</param>
/// <param name="MediaType">Its own media type.</param>
/// <param name="Manifests">One per image.</param>
public sealed record ImageIndex(int SchemaVersion, string MediaType, IReadOnlyList<Descriptor> Manifests);
