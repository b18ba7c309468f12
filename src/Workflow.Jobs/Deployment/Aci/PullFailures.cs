namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Why an image cannot be pulled. Registries say it in words of their own, which Azure passes on.</summary>
internal static class PullFailures
{
    private static readonly string[] NoAccess =
        ["unauthorized", "denied", "authentication required", "authorization failed", "forbidden", " 401", " 403", "no basic auth", "credential"];

    private static readonly string[] NotThere = ["not found", "manifest unknown", "name unknown", "does not exist", " 404"];

    private static readonly string[] Passing =
    [
        "timeout", "timed out", "i/o", "connection reset", "connection refused", "no such host", "unexpected eof", "tls handshake",
        "too many requests", "toomanyrequests", "429 ", "500 ", "502 ", "503 ", "504 ",
    ];

    /// <summary>The reason behind the words of a failed pull.</summary>
    public static ContainerGroupReason Explain(string said)
    {
        // "pull access denied, repository does not exist or may require authorization" is a denial: the registry does not tell strangers more.
        if (Has(said, NoAccess)) return NotAccessible(said);
        if (Has(said, NotThere)) return NotFound(said);
        return Has(said, Passing) ? Unreachable(said) : NotAccessible(said);
    }

    /// <summary>Not allowed.</summary>
    public static ContainerGroupReason NotAccessible(string said) => new(
        ContainerGroupReasonKind.ImageNotAccessible,
        $"Azure cannot read the image from its registry: {said}",
        "Give the group's identity the role AcrPull on the registry, or check the registry's user name and password");

    /// <summary>Not there.</summary>
    public static ContainerGroupReason NotFound(string said) => new(
        ContainerGroupReasonKind.ImageNotFound,
        $"the registry has no such image: {said}",
        "Push the image first, and check the registry, the repository and the digest");

    /// <summary>Not now.</summary>
    public static ContainerGroupReason Unreachable(string said) => new(
        ContainerGroupReasonKind.RegistryUnreachable,
        $"Azure cannot reach the image's registry: {said}",
        "Try again; check the registry's firewall if it stays so",
        IsRetryable: true);

    private static bool Has(string said, string[] words) => Array.Exists(words, word => said.Contains(word, StringComparison.OrdinalIgnoreCase));
}
