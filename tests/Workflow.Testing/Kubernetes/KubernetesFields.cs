using System.Text.Json.Nodes;

namespace Workflow.Testing.Kubernetes;

/// <summary>Fields of objects by their paths, as server-side apply names them. Lists whose items have names are kept by name, others as a whole.</summary>
internal static class KubernetesFields
{
    /// <summary>All leaves, by path.</summary>
    public static Dictionary<string, JsonNode?> Flatten(JsonObject tree, IReadOnlySet<string> without)
    {
        var leaves = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        Flatten(tree, string.Empty, leaves);
        foreach (string path in without) leaves.Remove(path);
        return leaves;
    }

    /// <summary>Puts one tree over another.</summary>
    public static void Merge(JsonObject into, JsonObject from)
    {
        foreach ((string name, JsonNode? value) in from)
        {
            if (value is JsonObject members && into[name] is JsonObject old) Merge(old, members);
            else if (value is JsonArray items && into[name] is JsonArray olds && IsNamed(items) && IsNamed(olds)) Merge(olds, items);
            else into[name] = value?.DeepClone();
        }
    }

    /// <summary>Takes leaves out of a tree.</summary>
    public static void Remove(JsonObject tree, IReadOnlySet<string> paths) => Remove(tree, string.Empty, paths);

    private static void Flatten(JsonNode? node, string path, Dictionary<string, JsonNode?> leaves)
    {
        if (node is JsonObject { Count: > 0 } members)
        {
            foreach ((string name, JsonNode? value) in members) Flatten(value, $"{path}.{name}", leaves);
        }
        else if (node is JsonArray items && IsNamed(items))
        {
            foreach (JsonNode? item in items) Flatten(item, Named(path, item!), leaves);
        }
        else
        {
            leaves[path] = node;
        }
    }

    private static void Merge(JsonArray into, JsonArray from)
    {
        foreach (JsonNode? item in from)
        {
            JsonNode? old = into.FirstOrDefault(one => NameOf(one) == NameOf(item));
            if (old is null) into.Add(item!.DeepClone());
            else Merge(old.AsObject(), item!.AsObject());
        }
    }

    private static void Remove(JsonNode? node, string path, IReadOnlySet<string> paths)
    {
        if (node is JsonObject members)
        {
            foreach (string name in members.Select(member => member.Key).ToArray())
            {
                string child = $"{path}.{name}";
                bool had = !IsEmpty(members[name]);
                if (!paths.Contains(child)) Remove(members[name], child, paths);
                if (paths.Contains(child) || (had && IsEmpty(members[name]))) members.Remove(name);
            }
        }
        else if (node is JsonArray items && IsNamed(items))
        {
            foreach (JsonNode? item in items.ToArray())
            {
                Remove(item, Named(path, item!), paths);
                if (IsEmpty(item)) items.Remove(item);
            }
        }
    }

    private static bool IsEmpty(JsonNode? node) => node is JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static bool IsNamed(JsonArray items) => items.Count > 0 && items.All(item => NameOf(item) is not null);

    private static string Named(string path, JsonNode item) => $"{path}[name=\"{NameOf(item)}\"]";

    private static string? NameOf(JsonNode? item) => (item as JsonObject)?["name"]?.GetValue<string>();
}
