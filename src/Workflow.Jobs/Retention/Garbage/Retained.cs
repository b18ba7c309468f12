using Workflow.Jobs.Images;
using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Retention.Garbage;

/// <summary>What has to stay, as it stood at one moment.</summary>
public sealed record Retained
{
    /// <summary>Every version whose bytes are kept, with the reasons.</summary>
    public required IReadOnlyList<KeptVersion> Kept { get; init; }

    /// <summary>The versions whose bytes nobody needs, and are not marked as removed yet.</summary>
    public required IReadOnlyList<(string Project, ModelVersion Version)> Unneeded { get; init; }

    /// <summary>Versions that are marked as removed and that something needs all the same.</summary>
    public required IReadOnlyList<(string Project, ModelVersion Version)> NeededAgain { get; init; }

    /// <summary>The images that stay, by their digests or by the beginnings of them.</summary>
    public required IReadOnlySet<string> Images { get; init; }

    /// <summary>Those of them that serve, or that an endpoint may go back to.</summary>
    public required IReadOnlySet<string> ServedImages { get; init; }

    /// <summary>Images that are on record, by the digest of the manifest; whether they stay or not.</summary>
    public required IReadOnlyDictionary<string, BuiltImage> KnownImages { get; init; }

    /// <summary>The artifacts that stay.</summary>
    public required IReadOnlySet<string> Artifacts { get; init; }

    /// <summary>What was written or relied on since then stays, whatever it is.</summary>
    public required DateTimeOffset UntouchedSince { get; init; }

    /// <summary>Images that were pulled since then, and are no version here, stay.</summary>
    public required DateTimeOffset YoungSince { get; init; }

    /// <summary>Whether an image stays.</summary>
    public bool KeepsImage(string manifestDigest) => Contains(Images, manifestDigest);

    /// <summary>Whether an image serves, or an endpoint may go back to it.</summary>
    public bool ServesImage(string manifestDigest) => Contains(ServedImages, manifestDigest);

    // An endpoint knows its image by the beginning of the digest.
    private static bool Contains(IReadOnlySet<string> images, string manifestDigest)
    {
        string hex = ImageKey.Of(manifestDigest);
        return images.Contains(hex) || images.Contains(hex[..Math.Min(hex.Length, ImageKey.TagLength)]);
    }
}
