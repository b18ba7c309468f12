namespace Workflow.Jobs.Retention.Garbage;

/// <summary>By what an image is known: the digest of its manifest, or, where only its reference is at hand, the beginning of that.</summary>
internal static class ImageKey
{
    /// <summary>Digits of a digest in the tag of a reference of ours.</summary>
    public const int TagLength = 12;

    /// <summary>The key of a digest, of a reference with a digest, or of a reference with a tag of ours.</summary>
    public static string Of(string image) => image[(image.LastIndexOf(':') + 1)..];
}
