using System.Text.Json;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Reads objects as kubectl writes them. What the cluster leaves out is empty.</summary>
internal static class ClusterJson
{
    /// <summary>The objects of an answer: of a list, or the one that it is; none of an empty answer.</summary>
    public static IReadOnlyList<JsonElement> Objects(string answer)
    {
        if (string.IsNullOrWhiteSpace(answer)) return [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            JsonElement root = document.RootElement;
            return Get(root, "items").ValueKind == JsonValueKind.Array ? [.. Items(root, "items").Select(item => item.Clone())] : [root.Clone()];
        }
        catch (JsonException broken)
        {
            throw new KubernetesException("kubectl wrote something that is not JSON; look whether it is a kubectl (kubectl version --client)", broken);
        }
    }

    public static JsonElement Get(JsonElement parent, params ReadOnlySpan<string> path)
    {
        foreach (string name in path) parent = parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) ? value : default;
        return parent;
    }

    public static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        Get(parent, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    public static string? Text(JsonElement parent, params ReadOnlySpan<string> path) => Get(parent, path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static long? Number(JsonElement parent, params ReadOnlySpan<string> path) =>
        Get(parent, path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : null;

    public static Dictionary<string, string> Texts(JsonElement parent, params ReadOnlySpan<string> path) =>
        Get(parent, path) is { ValueKind: JsonValueKind.Object } members
            ? members.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    public static IReadOnlyList<ClusterCondition> Conditions(JsonElement status) =>
    [
        .. Items(status, "conditions").Select(condition => new ClusterCondition(
            Text(condition, "type") ?? string.Empty, Text(condition, "status") == "True", Text(condition, "reason") ?? string.Empty, Text(condition, "message") ?? string.Empty)),
    ];

    public static string Kind(JsonElement one) => Text(one, "kind") ?? string.Empty;

    public static string Name(JsonElement one) => Text(one, "metadata", "name") ?? string.Empty;

    /// <summary>Uid of the object that made this one; null where none did.</summary>
    public static string? Maker(JsonElement one) => Items(Get(one, "metadata"), "ownerReferences").Select(reference => Text(reference, "uid")).FirstOrDefault();
}
