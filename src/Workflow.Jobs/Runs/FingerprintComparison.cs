using System.Globalization;
using System.Text.Json;

namespace Workflow.Jobs.Runs;

/// <summary>
/// Compares what two results of a step were looked up by: documents with the step's name, its code, its parameters and the digests of its
/// inputs.
/// </summary>
public static class FingerprintComparison
{
    private const string Inputs = "inputs";

    /// <summary>Everything that differs, in the order of the documents; what is only in the earlier one comes last.</summary>
    /// <param name="before">The earlier fingerprint.</param>
    /// <param name="now">The later one.</param>
    /// <exception cref="JsonException">One is no document.</exception>
    public static IReadOnlyList<FingerprintDifference> Compare(string before, string now)
    {
        using JsonDocument earlier = JsonDocument.Parse(before);
        using JsonDocument later = JsonDocument.Parse(now);
        var differences = new List<FingerprintDifference>();
        Compare(string.Empty, earlier.RootElement, later.RootElement, differences);
        return differences;
    }

    private static void Compare(string path, JsonElement? before, JsonElement? now, List<FingerprintDifference> differences)
    {
        if (before is { ValueKind: JsonValueKind.Object } oldMap && now is { ValueKind: JsonValueKind.Object } newMap)
        {
            foreach (JsonProperty member in newMap.EnumerateObject()) Compare(Member(path, member.Name), Find(oldMap, member.Name), member.Value, differences);
            foreach (JsonProperty member in oldMap.EnumerateObject().Where(member => Find(newMap, member.Name) is null))
            {
                Compare(Member(path, member.Name), member.Value, null, differences);
            }
        }
        else if (before is { ValueKind: JsonValueKind.Array } oldList && now is { ValueKind: JsonValueKind.Array } newList)
        {
            for (int i = 0; i < Math.Max(oldList.GetArrayLength(), newList.GetArrayLength()); i++)
            {
                Compare(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), Item(oldList, i), Item(newList, i), differences);
            }
        }
        else if (before is not { } old || now is not { } latest || !JsonElement.DeepEquals(old, latest))
        {
            differences.Add(new FingerprintDifference(path, Text(before), Text(now)));
        }
    }

    // Inputs are named by step and output, and are called by that name alone.
    private static string Member(string path, string name) => path switch
    {
        "" => name,
        Inputs => $"input {name}",
        _ => $"{path}.{name}",
    };

    private static JsonElement? Find(JsonElement map, string name) => map.TryGetProperty(name, out JsonElement value) ? value : null;

    private static JsonElement? Item(JsonElement list, int i) => i < list.GetArrayLength() ? list[i] : null;

    private static string? Text(JsonElement? value) => value switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => other.GetRawText(),
    };
}
