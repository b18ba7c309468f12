using System.Globalization;
using System.Text.RegularExpressions;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Distribution;

/// <summary>
/// Where an image is in the world, as Docker writes it: <c>registry[:port]/repository[:tag][@sha256:...]</c>. Without a registry it is in
/// Docker Hub, and there without a folder in <c>library</c>.
/// </summary>
public sealed partial record ImageName
{
    /// <summary>The registry of names that name none.</summary>
    public const string DockerHub = "docker.io";

    private const string DockerHubBefore = "index.docker.io";
    private const string OfficialImages = "library/";
    private const string UsualTag = "latest";
    private const int LongestRepository = 255;
    private const int LargestPort = 65535;

    /// <summary>A name of parts.</summary>
    /// <param name="registry">Host and, where it is not the usual one, port.</param>
    /// <param name="repository">Path of the repository.</param>
    /// <param name="tag">The tag; null for none.</param>
    /// <param name="digest">Digest of the manifest, with <c>sha256:</c> in front; null for none.</param>
    /// <exception cref="ImageException">A part is not what Docker allows.</exception>
    public ImageName(string registry, string repository, string? tag = null, string? digest = null)
    {
        Registry = registry == DockerHubBefore ? DockerHub : registry;
        Repository = Registry == DockerHub && !repository.Contains('/', StringComparison.Ordinal) ? $"{OfficialImages}{repository}" : repository;
        Tag = tag;
        Digest = digest;
        if (Fault() is { } fault) throw new ImageException($"the image name '{this}' cannot be used: {fault}");
    }

    /// <summary>Host and, where it is not the usual one, port.</summary>
    public string Registry { get; }

    /// <summary>Path of the repository.</summary>
    public string Repository { get; }

    /// <summary>The tag; null for none.</summary>
    public string? Tag { get; }

    /// <summary>Digest of the manifest, with <c>sha256:</c> in front; null for none.</summary>
    public string? Digest { get; }

    /// <summary>What a registry is asked for: the digest, else the tag, else <c>latest</c>.</summary>
    public string Reference => Digest ?? Tag ?? UsualTag;

    /// <summary>Reads a name.</summary>
    /// <exception cref="ImageException">It is none; the message says which part, and what is allowed.</exception>
    public static ImageName Parse(string text)
    {
        (string named, string? digest) = SplitAt(text, text.IndexOf('@', StringComparison.Ordinal));
        int colon = named.LastIndexOf(':');
        (string path, string? tag) = SplitAt(named, colon > named.LastIndexOf('/') ? colon : -1);
        (string first, string? rest) = SplitAt(path, path.IndexOf('/', StringComparison.Ordinal));
        return rest is not null && IsNamedAsRegistry(first) ? new ImageName(first, rest, tag, digest) : new ImageName(DockerHub, path, tag, digest);
    }

    /// <summary>The whole name: <see cref="Parse"/> reads it back.</summary>
    public override string ToString() => $"{Registry}/{Repository}{(Tag is null ? string.Empty : $":{Tag}")}{(Digest is null ? string.Empty : $"@{Digest}")}";

    // What comes before the first slash is a registry where it can be nothing else.
    private static bool IsNamedAsRegistry(string first) =>
        first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.Any(char.IsUpper);

    private static (string Before, string? After) SplitAt(string text, int at) => at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);

    private string? Fault()
    {
        if (!IsNamedAsRegistry(Registry) || !RegistryRule().IsMatch(Registry) || !HasPossiblePort())
            return $"'{Registry}' is not a registry: host.example, host:5000 or localhost, with a port from 1 to {LargestPort}";
        if (Repository.Any(char.IsUpper)) return $"the repository '{Repository}' has capital letters: only small ones are allowed";
        if (!RepositoryRule().IsMatch(Repository))
            return $"'{Repository}' is not a repository: small letters and digits, parted by one of . _ __ or by hyphens, and folders by /";
        if (Repository.Length > LongestRepository) return $"the repository has {Repository.Length} characters, {LongestRepository} are allowed";
        if (Tag is not null && !TagRule().IsMatch(Tag)) return $"'{Tag}' is not a tag: 1 to 128 letters, digits, . _ or -, and none of . and - in front";
        return Digest is null || (Digest.StartsWith("sha256:", StringComparison.Ordinal) && Sha256Hex.IsValid(Digest[7..]))
            ? null
            : $"'{Digest}' is not a digest: sha256: and 64 of 0-9 and a-f";
    }

    private bool HasPossiblePort()
    {
        int colon = Registry.LastIndexOf(':');
        return colon < 0
            || Registry.EndsWith(']')
            || (int.TryParse(Registry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= LargestPort);
    }

    [GeneratedRegex(
        @"\A(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegistryRule();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepositoryRule();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagRule();
}
