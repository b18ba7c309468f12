namespace Workflow.Jobs.Images.Distribution;

/// <summary>An image to be pushed.</summary>
/// <param name="Name">Where to: registry and repository, and a tag where it is to have one.</param>
/// <param name="ManifestDigest">Which image of the layout.</param>
public sealed record PushRequest(ImageName Name, string ManifestDigest)
{
    /// <summary>Digests of manifests of the layout that are about the image, and go with it.</summary>
    public IReadOnlyList<string> Referrers { get; init; } = [];

    /// <summary>A repository of the same registry that may have some of the blobs already; null for none.</summary>
    public string? MountFrom { get; init; }
}
