using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>The index that a registry without a list of referrers keeps under a tag. What others wrote into it stays as it is.</summary>
internal static class ReferrerIndex
{
    /// <summary>The tag for what is about a manifest: its digest with a hyphen.</summary>
    public static string TagOf(string digest) => digest.Replace(':', '-');

    /// <summary>Adds a manifest.</summary>
    /// <param name="before">The index so far; null for none.</param>
    /// <param name="referrer">The manifest.</param>
    /// <returns>The index with it; null where it is in there already.</returns>
    public static byte[]? Add(RegistryManifest? before, RegistryManifest referrer)
    {
        if (before?.Manifests.Any(entry => entry.Manifest.Digest == referrer.Digest) == true) return null;
        JsonObject index = before is null
            ? new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.Index, ["manifests"] = new JsonArray() }
            : (JsonObject)JsonNode.Parse(before.Bytes.Span)!;
        index["manifests"]!.AsArray().Add(EntryOf(referrer));
        return Encoding.UTF8.GetBytes(index.ToJsonString(JobsJson.Wire));
    }

    /// <summary>Reads the entries of a page of a registry's own list.</summary>
    public static IEnumerable<IndexedManifest> Read(JsonElement page) =>
        ManifestReader.Read(Encoding.UTF8.GetBytes(page.GetRawText()), MediaTypes.Index).Manifests;

    // A manifest that does not say what it is, is what its configuration is (OCI distribution specification, listing referrers).
    private static JsonObject EntryOf(RegistryManifest referrer)
    {
        var entry = new JsonObject { ["mediaType"] = referrer.MediaType, ["digest"] = referrer.Digest, ["size"] = referrer.Bytes.Length };
        if ((referrer.ArtifactType ?? referrer.Config?.MediaType) is { } type) entry["artifactType"] = type;
        if (referrer.Annotations.Count > 0) entry["annotations"] = new JsonObject(referrer.Annotations.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
        return entry;
    }
}
