namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>What a registry says the digest is of what it sends or has taken.</summary>
internal static class ContentDigest
{
    private const string Header = "Docker-Content-Digest";

    /// <summary>Reads it; null where it is not said, or by another algorithm, which cannot be compared.</summary>
    public static string? Read(HttpResponseMessage response) => response.Headers.TryGetValues(Header, out IEnumerable<string>? values)
        ? values.FirstOrDefault(value => value.StartsWith("sha256:", StringComparison.Ordinal))
        : null;
}
