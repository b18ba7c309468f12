using System.Text.Json.Nodes;

namespace Workflow.Testing.Kubernetes;

/// <summary>A kind of object that the stand-in knows.</summary>
/// <param name="Group">Its group; empty for the core.</param>
/// <param name="Version">Its version.</param>
/// <param name="Plural">How paths name it.</param>
/// <param name="Name">How manifests name it.</param>
/// <param name="IsNamespaced">Whether it lives in a namespace.</param>
public sealed record KubernetesKind(string Group, string Version, string Plural, string Name, bool IsNamespaced = true)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<KubernetesKind> All { get; } =
    [
        new("", "v1", "namespaces", "Namespace", IsNamespaced: false),
        new("", "v1", "services", "Service"),
        new("", "v1", "secrets", "Secret"),
        new("", "v1", "pods", "Pod"),
        new("", "v1", "events", "Event"),
        new("apps", "v1", "deployments", "Deployment"),
        new("apps", "v1", "replicasets", "ReplicaSet"),
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"),
        new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"),
        new("networking.k8s.io", "v1", "ingresses", "Ingress"),
        new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
    ];

    /// <summary>Group and version, as manifests write them.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Its name with its group, as refusals write it.</summary>
    public string Resource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The groups that there are, as a client asks for them first.</summary>
    public static JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. All.Where(kind => kind.Group.Length > 0).DistinctBy(kind => kind.Group).Select(kind => (JsonNode)new JsonObject
        {
            ["name"] = kind.Group,
            ["versions"] = new JsonArray(kind.VersionOf()),
            ["preferredVersion"] = kind.VersionOf(),
        })]),
    };

    /// <summary>The kinds of one group and version.</summary>
    public static JsonObject Resources(string apiVersion)
    {
        var resources = new JsonArray();
        foreach (KubernetesKind kind in All.Where(kind => kind.ApiVersion == apiVersion))
        {
            resources.Add(new JsonObject
            {
                ["name"] = kind.Plural,
                ["singularName"] = kind.Name.ToLowerInvariant(),
                ["namespaced"] = kind.IsNamespaced,
                ["kind"] = kind.Name,
                ["verbs"] = new JsonArray("create", "delete", "get", "list", "patch", "update", "watch"),
            });
        }

        if (apiVersion == "apps/v1")
        {
            resources.Add(new JsonObject
            {
                ["name"] = "deployments/scale",
                ["singularName"] = "",
                ["namespaced"] = true,
                ["group"] = "autoscaling",
                ["version"] = "v1",
                ["kind"] = "Scale",
                ["verbs"] = new JsonArray("get", "patch", "update"),
            });
        }

        return new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = apiVersion, ["resources"] = resources };
    }

    private JsonObject VersionOf() => new() { ["groupVersion"] = ApiVersion, ["version"] = Version };
}
