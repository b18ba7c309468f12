using System.Text.Json.Nodes;

namespace Workflow.Testing.Kubernetes;

/// <summary>An object of the stand-in, and who holds which of its fields.</summary>
public sealed class KubernetesObject
{
    private static readonly HashSet<string> Unmanaged = new(StringComparer.Ordinal)
    {
        ".apiVersion", ".kind", ".metadata.name", ".metadata.namespace", ".metadata.uid", ".metadata.resourceVersion", ".metadata.generation", ".metadata.creationTimestamp",
    };

    private readonly Dictionary<(string Manager, bool IsApply), HashSet<string>> _fields = [];

    /// <summary>Creates the object.</summary>
    public KubernetesObject(KubernetesKind kind, JsonObject body) => (Kind, Body) = (kind, body);

    /// <summary>Its kind.</summary>
    public KubernetesKind Kind { get; }

    /// <summary>What it is.</summary>
    public JsonObject Body { get; private set; }

    /// <summary>Its name.</summary>
    public string Name => Body["metadata"]!["name"]!.GetValue<string>();

    /// <summary>Its namespace; empty for none.</summary>
    public string Namespace => Body["metadata"]!["namespace"]?.GetValue<string>() ?? string.Empty;

    /// <summary>Its uid.</summary>
    public string Uid => Body["metadata"]!["uid"]!.GetValue<string>();

    /// <summary>Its labels.</summary>
    public JsonObject? Labels => Body["metadata"]!["labels"] as JsonObject;

    /// <summary>Whether somebody has asked for its removal.</summary>
    public bool IsBeingDeleted => Body["metadata"]!["deletionTimestamp"] is not null;

    /// <summary>Changes it by server-side apply.</summary>
    /// <returns>What others hold and would have been changed, in the API server's words; null where it is done.</returns>
    public IReadOnlyList<(string Manager, string Field)>? Apply(string manager, JsonObject wanted, bool isForced)
    {
        Dictionary<string, JsonNode?> news = KubernetesFields.Flatten(wanted, Unmanaged);
        Dictionary<string, JsonNode?> olds = KubernetesFields.Flatten(Body, Unmanaged);
        (string Manager, string Field)[] conflicts =
        [
            .. from held in _fields
               where held.Key != (manager, true)
               from field in held.Value
               where news.TryGetValue(field, out JsonNode? value) && !JsonNode.DeepEquals(value, olds.GetValueOrDefault(field))
               orderby field
               select (Describe(held.Key), field),
        ];
        if (conflicts.Length > 0 && !isForced) return conflicts;
        HashSet<string> before = _fields.GetValueOrDefault((manager, true)) ?? [];
        HashSet<string> gone = [.. before.Where(field => !news.ContainsKey(field) && !_fields.Any(held => held.Key != (manager, true) && held.Value.Contains(field)))];
        KubernetesFields.Remove(Body, gone);
        KubernetesFields.Merge(Body, wanted);
        foreach ((_, string field) in conflicts) Release(field);
        _fields[(manager, true)] = [.. news.Keys];
        return null;
    }

    /// <summary>Changes it by hand: whoever does so holds what has changed.</summary>
    public void Update(string manager, Action<JsonObject> change)
    {
        Dictionary<string, JsonNode?> olds = KubernetesFields.Flatten((JsonObject)Body.DeepClone(), Unmanaged);
        change(Body);
        foreach ((string field, JsonNode? value) in KubernetesFields.Flatten(Body, Unmanaged))
        {
            if (field.StartsWith(".status", StringComparison.Ordinal) || (olds.TryGetValue(field, out JsonNode? old) && JsonNode.DeepEquals(old, value))) continue;
            Release(field);
            if (!_fields.TryGetValue((manager, false), out HashSet<string>? held)) _fields[(manager, false)] = held = [];
            held.Add(field);
        }
    }

    private void Release(string field)
    {
        foreach (HashSet<string> held in _fields.Values) held.Remove(field);
    }

    private string Describe((string Manager, bool IsApply) held) =>
        held.IsApply ? $"\"{held.Manager}\"" : $"\"{held.Manager}\" using {Kind.ApiVersion} at 2026-03-01T08:00:00Z";
}
