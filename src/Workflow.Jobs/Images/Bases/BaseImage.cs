using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Images.Bases;

/// <summary>An image that others build on, in the layout, every byte verified.</summary>
/// <param name="Name">Its name with the digest by which it was pinned: of the index, where it is one of several.</param>
/// <param name="ManifestDigest">Digest of its own manifest.</param>
/// <param name="Layers">Its layers, lowest first, by OCI's media types.</param>
/// <param name="DiffIds">Digests of the layers unpacked.</param>
/// <param name="Environment">The variables that the image keeps of it, as NAME=VALUE.</param>
/// <param name="SizeBytes">Unpacked size of all layers.</param>
internal sealed record BaseImage(
    ImageName Name, string ManifestDigest, IReadOnlyList<Descriptor> Layers, IReadOnlyList<string> DiffIds, IReadOnlyList<string> Environment, long SizeBytes);
