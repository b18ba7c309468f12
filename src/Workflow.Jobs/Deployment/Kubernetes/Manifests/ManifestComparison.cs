using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>
/// Whether an object of a cluster is as its manifest says. What the cluster adds by itself does not count; what a manifest may say and this one does not has
/// to be absent.
/// </summary>
internal static class ManifestComparison
{
    // A cluster sets none of these by itself: what is there is of an earlier manifest.
    private static readonly HashSet<string> NeverByItself = new(StringComparer.Ordinal) { "imagePullSecrets", "topologySpreadConstraints", "args", "env", "cpu" };

    /// <summary>Compares.</summary>
    /// <param name="manifest">The object as it shall be.</param>
    /// <param name="there">The object as the cluster tells it.</param>
    public static bool IsSo(JsonObject manifest, JsonElement there) => Holds(manifest, there);

    private static bool Holds(JsonNode? wanted, JsonElement there) => wanted switch
    {
        JsonObject members => there.ValueKind == JsonValueKind.Object && HoldsAll(members, there),

        // Empty lists are left out by clusters.
        JsonArray { Count: 0 } => there.ValueKind == JsonValueKind.Undefined || (there.ValueKind == JsonValueKind.Array && there.GetArrayLength() == 0),
        JsonArray items => there.ValueKind == JsonValueKind.Array && there.GetArrayLength() == items.Count && items.Zip(there.EnumerateArray(), Holds).All(holds => holds),
        _ => IsSame(wanted, there),
    };

    private static bool HoldsAll(JsonObject members, JsonElement there) =>
        members.All(member => Holds(member.Value, ClusterJson.Get(there, member.Key)))
        && !there.EnumerateObject().Any(member => NeverByItself.Contains(member.Name) && !members.ContainsKey(member.Name));

    // Amounts come back in another notation: 1000m as 1.
    private static bool IsSame(JsonNode? wanted, JsonElement there)
    {
        if (wanted is null || there.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return wanted is null && there.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        string one = wanted.ToString(), other = there.ToString();
        if (wanted.GetValueKind() is JsonValueKind.True or JsonValueKind.False) return wanted.GetValueKind() == there.ValueKind;
        return one == other || (Quantity.TryParse(one) is { } amount && amount == Quantity.TryParse(other));
    }
}
