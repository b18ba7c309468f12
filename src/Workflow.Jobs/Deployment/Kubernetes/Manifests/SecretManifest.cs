using System.Text;
using System.Text.Json.Nodes;
using Workflow.Jobs.Deployment.Access;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>The Secret with the API keys of which callers must show one. It is sent to the cluster, and written nowhere else.</summary>
internal static class SecretManifest
{
    /// <summary>Kind of the object.</summary>
    public const string Kind = "Secret";

    /// <summary>Key in the Secret under which the keys stand, with commas between.</summary>
    public const string Key = "api-keys";

    /// <summary>Builds it; null where the workload asks for no keys.</summary>
    public static JsonObject? Create(WorkloadSpec spec)
    {
        if (!spec.Keys.AreAsked) return null;
        JsonObject document = ManifestParts.Head(spec, "v1", Kind);
        document["type"] = "Opaque";
        document["data"] = new JsonObject { [Key] = Base64Of(spec.Keys) };
        return document;
    }

    /// <summary>The keys as they stand in the Secret.</summary>
    public static string Base64Of(ApiKeys keys) => Convert.ToBase64String(Encoding.UTF8.GetBytes(keys.ForScorer.Reveal()));
}
