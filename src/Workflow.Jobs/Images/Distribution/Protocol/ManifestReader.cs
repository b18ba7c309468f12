using System.Text.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Reads manifests strictly: of a kind that is known, and of no two kinds at once, which others might take otherwise than we do.</summary>
internal static class ManifestReader
{
    /// <summary>The largest manifest that registries have to take, and that is read here: 4 MiB.</summary>
    public const int LargestBytes = 4 << 20;

    /// <summary>The kinds that are known.</summary>
    public static readonly string[] Kinds = [MediaTypes.Manifest, MediaTypes.Index, MediaTypes.DockerManifest, MediaTypes.DockerIndex];

    private const int MostEntries = 10_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Reads a manifest.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="mediaType">What the registry calls it; null where nobody does.</param>
    /// <exception cref="ImageException">It cannot be used; the message says why.</exception>
    public static RegistryManifest Read(ReadOnlyMemory<byte> bytes, string? mediaType)
    {
        string digest = $"sha256:{Sha256Hex.Of(bytes.Span)}";
        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            return Read(json.RootElement, mediaType, digest, bytes);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ImageException($"the manifest {digest} cannot be used: {wrong.Message}", wrong);
        }
    }

    private static RegistryManifest Read(JsonElement root, string? mediaType, string digest, ReadOnlyMemory<byte> bytes)
    {
        if (root.GetProperty("schemaVersion").GetInt32() != 2) throw new FormatException("its schemaVersion is not 2: it is older than what is supported");
        string kind = KindOf(root, mediaType);
        bool isIndex = kind is MediaTypes.Index or MediaTypes.DockerIndex;
        if (root.TryGetProperty(isIndex ? "layers" : "manifests", out _) || (isIndex && root.TryGetProperty("config", out _)))
            throw new FormatException($"it calls itself {kind} and has parts of another kind");
        return new RegistryManifest
        {
            MediaType = kind,
            Digest = digest,
            Bytes = bytes,
            Config = isIndex ? null : ReadDescriptor(root.GetProperty("config")),
            Layers = isIndex ? [] : [.. Entries(root, "layers").Select(ReadDescriptor)],
            Manifests = isIndex ? [.. Entries(root, "manifests").Select(ReadEntry)] : [],
            Subject = root.TryGetProperty("subject", out JsonElement subject) && subject.ValueKind == JsonValueKind.Object ? ReadDescriptor(subject) : null,
            ArtifactType = Text(root, "artifactType"),
            Annotations = ReadAnnotations(root) ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };
    }

    // OCI's own name for its kind may be left out.
    private static string KindOf(JsonElement root, string? mediaType)
    {
        string? inside = Text(root, "mediaType");
        if (inside is not null && mediaType is not null && inside != mediaType) throw new FormatException($"it calls itself {inside} and is called {mediaType}");
        string kind = inside ?? mediaType ?? MediaTypes.Manifest;
        return Kinds.Contains(kind, StringComparer.Ordinal) ? kind : throw new FormatException($"its kind, {kind}, is not one of {string.Join(", ", Kinds)}");
    }

    private static IEnumerable<JsonElement> Entries(JsonElement root, string name) => root.GetProperty(name).GetArrayLength() <= MostEntries
        ? root.GetProperty(name).EnumerateArray()
        : throw new FormatException($"it has more than {MostEntries} {name}");

    private static IndexedManifest ReadEntry(JsonElement entry)
    {
        string? platform = null;
        if (entry.TryGetProperty("platform", out JsonElement named) && named.ValueKind == JsonValueKind.Object)
            platform = string.Join('/', new[] { Text(named, "os"), Text(named, "architecture"), Text(named, "variant") }.Where(part => part is not null));
        return new IndexedManifest(ReadDescriptor(entry), platform, Text(entry, "artifactType"));
    }

    private static Descriptor ReadDescriptor(JsonElement descriptor)
    {
        string digest = Text(descriptor, "digest") ?? throw new FormatException("a part has no digest");
        if (!digest.StartsWith("sha256:", StringComparison.Ordinal) || !Sha256Hex.IsValid(digest[7..])) throw new FormatException("a digest is not sha256: and 64 of 0-9 and a-f");
        long size = descriptor.GetProperty("size").GetInt64();
        if (size < 0) throw new FormatException($"the size of {digest} is below 0");
        string mediaType = Text(descriptor, "mediaType") ?? throw new FormatException($"the mediaType of {digest} is missing");
        return new Descriptor(mediaType, digest, size, ReadAnnotations(descriptor));
    }

    private static Dictionary<string, string>? ReadAnnotations(JsonElement element) =>
        element.TryGetProperty("annotations", out JsonElement annotations) && annotations.ValueKind == JsonValueKind.Object
            ? annotations.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString() ?? string.Empty, StringComparer.Ordinal)
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null && value.GetString() is { Length: > 0 } text ? text : null;
}
