namespace Workflow.Jobs.Images.Distribution;

/// <summary>A manifest as registries hold it: its bytes, which its digest names, and what they say.</summary>
public sealed class RegistryManifest
{
    /// <summary>What kind it is: an image, or an index of images; OCI's or Docker's.</summary>
    public required string MediaType { get; init; }

    /// <summary>Digest of the bytes, with <c>sha256:</c> in front.</summary>
    public required string Digest { get; init; }

    /// <summary>The bytes.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The configuration; null for an index.</summary>
    public Descriptor? Config { get; init; }

    /// <summary>The layers, lowest first; none for an index.</summary>
    public IReadOnlyList<Descriptor> Layers { get; init; } = [];

    /// <summary>The manifests of an index; none for an image.</summary>
    public IReadOnlyList<IndexedManifest> Manifests { get; init; } = [];

    /// <summary>The manifest that this one is about, such as the image of a signature; null for none.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>What it is when it is not an image, such as a signature; null where it does not say.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>More about it.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it is an index of manifests.</summary>
    public bool IsIndex => Config is null;

    /// <summary>Its descriptor.</summary>
    public Descriptor Descriptor => new(MediaType, Digest, Bytes.Length);

    /// <summary>Everything that it consists of, each blob once.</summary>
    public IEnumerable<Descriptor> Blobs => (Config is null ? Layers : Layers.Prepend(Config)).DistinctBy(blob => blob.Digest, StringComparer.Ordinal);
}
