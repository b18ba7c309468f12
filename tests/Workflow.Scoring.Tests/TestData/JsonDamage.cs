using System.Text.Json.Nodes;

namespace Workflow.Scoring.Tests.TestData;

/// <summary>Puts values where they do not belong.</summary>
internal static class JsonDamage
{
    private static readonly string[] Replacements =
    [
        "null", "true", "0", "-1", "1", "2", "7", "2147483648", "1e999", "0.5", "\"\"", "\"Number\"", "\"Category\"", "\"mode\"", "[]", "{}",
        "[null]", "[1]", "[\"a\", \"a\"]", "\" \"",
    ];

    /// <summary>Replaces or removes one value, chosen among all of them.</summary>
    public static void ReplaceOneValue(JsonObject json, SeededNumbers numbers)
    {
        JsonNode parent = numbers.Choose([.. Containers(json)]);
        JsonNode? replacement = JsonNode.Parse(numbers.Choose(Replacements));
        switch (parent)
        {
            case JsonObject members when members.Count > 0:
                string name = numbers.Choose([.. members.Select(member => member.Key)]);
                if (numbers.Chance(0.2)) members.Remove(name);
                else members[name] = replacement;
                break;
            case JsonArray items when items.Count > 0:
                int index = numbers.Next(items.Count);
                if (numbers.Chance(0.2)) items.RemoveAt(index);
                else items[index] = replacement;
                break;
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode? node)
    {
        if (node is not (JsonObject or JsonArray)) return [];
        IEnumerable<JsonNode?> children = node is JsonObject members ? members.Select(member => member.Value) : node.AsArray();
        return children.SelectMany(Containers).Prepend(node);
    }
}
