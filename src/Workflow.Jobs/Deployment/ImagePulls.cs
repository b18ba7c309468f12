namespace Workflow.Jobs.Deployment;

/// <summary>Why an image cannot be pulled, as a registry's words tell it. Registries say it in words of their own, which clouds and clusters pass on.</summary>
internal static class ImagePulls
{
    private static readonly string[] NoAccess =
        ["unauthorized", "denied", "authentication required", "authorization failed", "forbidden", " 401", " 403", "no basic auth", "credential"];

    private static readonly string[] NotThere = ["not found", "notfound", "manifest unknown", "name unknown", "does not exist", " 404"];

    private static readonly string[] Passing =
    [
        "timeout", "timed out", "i/o", "connection reset", "connection refused", "no such host", "unexpected eof", "tls handshake",
        "too many requests", "toomanyrequests", "429 ", "500 ", "502 ", "503 ", "504 ",
    ];

    /// <summary>What the words of a failed pull mean. What nobody knows is most often a right that is missing.</summary>
    public static PullFailure Judge(string said)
    {
        // "pull access denied, repository does not exist or may require authorization" is a denial: the registry does not tell strangers more.
        if (Has(said, NoAccess)) return PullFailure.NotAccessible;
        if (Has(said, NotThere)) return PullFailure.NotFound;
        return Has(said, Passing) ? PullFailure.Unreachable : PullFailure.NotAccessible;
    }

    private static bool Has(string said, string[] words) => Array.Exists(words, word => said.Contains(word, StringComparison.OrdinalIgnoreCase));
}
