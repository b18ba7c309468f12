namespace Workflow.Jobs.Images;

/// <summary>What an image consists of (OCI image specification, manifest).</summary>
/// <param name="SchemaVersion">2.</param>
/// <param name="MediaType">Its own media type.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Layers">The layers, lowest first.</param>
/// <param name="Annotations">More about it.</param>
public sealed record ImageManifest(
    int SchemaVersion, string MediaType, Descriptor Config, IReadOnlyList<Descriptor> Layers, IReadOnlyDictionary<string, string> Annotations);
