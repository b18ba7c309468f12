using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Workflow.Testing.Kubernetes;

/// <summary>What the stand-in does with requests about objects.</summary>
internal sealed class KubernetesApi(KubernetesStore store)
{
    /// <summary>Logs of pods' containers, by the pod's name; of the run before where <c>/previous</c> is behind it.</summary>
    public Dictionary<string, string> Logs { get; } = new(StringComparer.Ordinal);

    /// <summary>Does what a request asks for.</summary>
    public KubernetesAnswer Do(HttpRequest request, KubernetesPath path, string body) => (request.Method, path.Name, path.Part) switch
    {
        ("GET", null, null) => List(request, path),
        ("GET", _, null) => Find(path) is { } one ? KubernetesAnswer.Ok(one.Body.DeepClone()) : Missing(path),
        ("PATCH", _, null) when request.ContentType?.StartsWith("application/apply-patch", StringComparison.Ordinal) == true => Apply(request, path, body),
        ("PATCH", _, null) => Find(path) is { } one ? Patch(one, request, body) : Missing(path),
        (_, _, "scale") => Find(path) is { } one ? Scale(one, request, body) : Missing(path),
        ("DELETE", _, null) => Find(path) is { } one ? Delete(one, body) : Missing(path),
        _ => KubernetesAnswer.Refused(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
    };

    /// <summary>Whether an object is one that a request's selectors mean.</summary>
    public static bool IsMeant(KubernetesObject one, HttpRequest request)
    {
        foreach (string part in request.Query["labelSelector"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            if (one.Labels?[pair[0]]?.GetValue<string>() != pair[^1]) return false;
        }

        foreach (string part in request.Query["fieldSelector"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            JsonNode? value = one.Body;
            foreach (string name in pair[0].Split('.')) value = value?[name];
            if (value?.ToString() != pair[^1]) return false;
        }

        return true;
    }

    private KubernetesAnswer List(HttpRequest request, KubernetesPath path)
    {
        if (path.Kind.Plural == "pods") store.Look();
        return KubernetesAnswer.Ok(new JsonObject
        {
            ["kind"] = $"{path.Kind.Name}List",
            ["apiVersion"] = path.Kind.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = store.Version.ToString(CultureInfo.InvariantCulture) },
            ["items"] = new JsonArray([.. store.List(path.Kind.Plural, path.Namespace).Where(one => IsMeant(one, request)).Select(one => one.Body.DeepClone())]),
        });
    }

    private KubernetesAnswer Apply(HttpRequest request, KubernetesPath path, string body)
    {
        if (path.Kind.IsNamespaced && store.Find("namespaces", string.Empty, path.Namespace) is null)
            return KubernetesAnswer.Refused(404, "NotFound", $"namespaces \"{path.Namespace}\" not found");
        var wanted = (JsonObject)JsonNode.Parse(body)!;
        string manager = request.Query["fieldManager"].ToString();
        if (manager.Length == 0) return KubernetesAnswer.Refused(422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
        bool isNew = Find(path) is null;
        KubernetesObject one = Find(path) ?? store.Add(
            path.Kind.Plural, new JsonObject { ["metadata"] = new JsonObject { ["name"] = path.Name, ["namespace"] = path.Namespace }, ["spec"] = new JsonObject() });
        IReadOnlyList<(string Manager, string Field)>? conflicts = null;
        store.Change(one, () => conflicts = one.Apply(manager, wanted, request.Query["force"] == "true"));
        if (conflicts is null) return new KubernetesAnswer(isNew ? 201 : 200, one.Body.DeepClone());
        return KubernetesAnswer.Refused(409, "Conflict", Words(conflicts), new JsonObject
        {
            ["causes"] = new JsonArray([.. conflicts.Select(conflict => (JsonNode)new JsonObject
            {
                ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {conflict.Manager}", ["field"] = conflict.Field,
            })]),
        });
    }

    private static string Words(IReadOnlyList<(string Manager, string Field)> conflicts)
    {
        if (conflicts.Count == 1) return $"Apply failed with 1 conflict: conflict with {conflicts[0].Manager}: {conflicts[0].Field}";
        IEnumerable<string> groups = conflicts.GroupBy(conflict => conflict.Manager, StringComparer.Ordinal)
            .Select(group => $"conflicts with {group.Key}:\n{string.Join('\n', group.Select(conflict => $"- {conflict.Field}"))}");
        return string.Create(CultureInfo.InvariantCulture, $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', groups)}");
    }

    // By JSON Patch, as going back to an earlier revision does, or by a part of the object.
    private KubernetesAnswer Patch(KubernetesObject one, HttpRequest request, string body)
    {
        JsonNode wanted = JsonNode.Parse(body)!;
        store.Change(one, () => one.Update(ManagerOf(request), tree =>
        {
            if (wanted is JsonObject part) KubernetesFields.Merge(tree, part);
            foreach (JsonNode? step in wanted as JsonArray ?? [])
            {
                string[] names = step!["path"]!.GetValue<string>().Split('/')[1..];
                JsonNode parent = names[..^1].Aggregate((JsonNode)tree, (node, name) => node[name]!);
                parent[names[^1]] = step["value"]?.DeepClone();
            }
        }));
        return KubernetesAnswer.Ok(one.Body.DeepClone());
    }

    private KubernetesAnswer Scale(KubernetesObject one, HttpRequest request, string body)
    {
        if (request.Method != "GET")
        {
            JsonNode replicas = JsonNode.Parse(body)!["spec"]!["replicas"]!;
            store.Change(one, () => one.Update(ManagerOf(request), tree => tree["spec"]!["replicas"] = replicas.DeepClone()));
        }

        return KubernetesAnswer.Ok(new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = one.Name,
                ["namespace"] = one.Namespace,
                ["uid"] = one.Uid,
                ["resourceVersion"] = one.Body["metadata"]!["resourceVersion"]!.DeepClone(),
            },
            ["spec"] = new JsonObject { ["replicas"] = one.Body["spec"]!["replicas"]!.DeepClone() },
            ["status"] = new JsonObject { ["replicas"] = one.Body["spec"]!["replicas"]!.DeepClone() },
        });
    }

    // What others were made by goes when somebody looks next.
    private KubernetesAnswer Delete(KubernetesObject one, string body)
    {
        bool isForeground = body.Contains("Foreground", StringComparison.Ordinal);
        if (isForeground && one.Kind.Name == "Deployment")
        {
            one.Body["metadata"]!["deletionTimestamp"] = "2026-03-01T09:00:00Z";
            store.Touch(one);
            return KubernetesAnswer.Ok(one.Body.DeepClone());
        }

        store.Remove(one);
        return KubernetesAnswer.Ok(new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success" });
    }

    private KubernetesObject? Find(KubernetesPath path) => store.Find(path.Kind.Plural, path.Namespace, path.Name!);

    private static KubernetesAnswer Missing(KubernetesPath path) =>
        KubernetesAnswer.Refused(404, "NotFound", $"{path.Kind.Resource} \"{path.Name}\" not found", new JsonObject { ["name"] = path.Name, ["group"] = path.Kind.Group, ["kind"] = path.Kind.Plural });

    private static string ManagerOf(HttpRequest request) =>
        request.Query["fieldManager"].ToString() is { Length: > 0 } named ? named : request.Headers.UserAgent.ToString().Split('/')[0].Split('.')[0];
}
