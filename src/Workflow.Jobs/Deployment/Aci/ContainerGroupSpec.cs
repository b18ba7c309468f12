using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>A container group as it shall be: one scorer, its size, its address and its access. <see cref="ContainerGroupRules"/> says what is allowed.</summary>
public sealed record ContainerGroupSpec
{
    /// <summary>Port on which scorers speak HTTP.</summary>
    public const int HttpPort = 9090;

    /// <summary>Which group.</summary>
    public required ContainerGroupAddress Address { get; init; }

    /// <summary>Whose.</summary>
    public required ContainerGroupOwner Owner { get; init; }

    /// <summary>Version of the model, for people who look at the tags.</summary>
    public required string Version { get; init; }

    /// <summary>Region, as Azure's programs write it: <c>westeurope</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Image by its digest: <c>registry/repository@sha256:...</c>. What a tag means could change behind our back.</summary>
    public required string Image { get; init; }

    /// <summary>Processors, parts of one allowed. Default: 1.</summary>
    public decimal Cpu { get; init; } = 1;

    /// <summary>Memory in GB, in tenths. Default: 1.</summary>
    public decimal MemoryInGB { get; init; } = 1;

    /// <summary>Open ports. Default: 9090 alone; 9091 and 9092 are the scorer's others.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [HttpPort];

    /// <summary>Who can reach it. Default: everybody.</summary>
    public AddressKind AddressKind { get; init; }

    /// <summary>First part of its public name, unique in the region; null for an address without a name.</summary>
    public string? DnsNameLabel { get; init; }

    /// <summary>Resource id of the subnet of a private group; null for a public one.</summary>
    public string? Subnet { get; init; }

    /// <summary>What happens when the scorer ends. Default: it is started again.</summary>
    public RestartPolicy RestartPolicy { get; init; }

    /// <summary>Access to the image's registry; null for a public one.</summary>
    public RegistryAccess? Registry { get; init; }

    /// <summary>Environment variables that everybody who may see the group may read.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Environment variables that Azure shows to nobody.</summary>
    public IReadOnlyDictionary<string, SecretText> SecureEnvironment { get; init; } = new Dictionary<string, SecretText>(StringComparer.Ordinal);

    /// <summary>
    /// A text that differs when secrets do. Their values are no part of the specification's hash, which everybody may read: without it, a
    /// group that differs in secrets alone counts as applied.
    /// </summary>
    public string? SecretsRevision { get; init; }

    /// <summary>Resource id of the user-assigned identity that the group has; null for none.</summary>
    public string? Identity { get; init; }

    /// <summary>Asks whether the container must be started anew; null for never.</summary>
    public HttpProbe? Liveness { get; init; } = HttpProbe.Live(HttpPort);

    /// <summary>Asks whether the container may be sent requests; null for always.</summary>
    public HttpProbe? Readiness { get; init; } = HttpProbe.Ready(HttpPort);

    /// <summary>Whether Azure is asked for it once more although the group is marked as being so already: what runs there has turned out to be something else.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>Program and arguments instead of the image's own; empty for those of the image.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Digest of the image: <c>sha256:...</c>.</summary>
    public string ImageDigest => Image[(Image.IndexOf('@', StringComparison.Ordinal) + 1)..];

    /// <summary>Everything in it that nobody may read.</summary>
    internal IEnumerable<SecretText> Secrets =>
        Registry is RegistryAccess.Password password ? SecureEnvironment.Values.Append(password.Secret) : SecureEnvironment.Values;

    /// <summary>A text without its secrets.</summary>
    internal string Redact(string text) => SecretText.Remove(Secrets, text);
}
