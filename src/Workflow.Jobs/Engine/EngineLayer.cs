namespace Workflow.Jobs.Engine;

/// <summary>The part of every image that does not depend on the model: the scorer and the libraries that it needs.</summary>
/// <param name="SourceHash">Digest over everything that it was made of; also its directory.</param>
/// <param name="Digest">Digest of the layer as it is pushed, gzipped: locked when it was first packed.</param>
/// <param name="DiffId">Digest of the layer unpacked.</param>
/// <param name="CompressedBytes">Size as it is pushed.</param>
/// <param name="SizeBytes">Size unpacked.</param>
/// <param name="Sdk">Version of the SDK that compiled it.</param>
/// <param name="Runtime">Version of the .NET runtime in it.</param>
/// <param name="Libraries">The libraries in it.</param>
public sealed record EngineLayer(
    string SourceHash,
    string Digest,
    string DiffId,
    long CompressedBytes,
    long SizeBytes,
    string Sdk,
    string Runtime,
    IReadOnlyList<SystemLibrary> Libraries)
{
    /// <summary>Digest of the scorer beside the layer, which is what platform process runs; null where an earlier release did not keep it.</summary>
    public string? ScorerSha256 { get; init; }

    /// <summary>The packages that the scorer was made with and of; empty where an earlier release did not keep them.</summary>
    public IReadOnlyList<EnginePack> Packs { get; init; } = [];
}
