using System.Text.Json;
using Workflow.Training.Configuration;

namespace Workflow.Training.Splits;

/// <summary>
/// Reads published test indices, so that results can be compared row for row with other tools:
/// <c>{"test": {"TARGET": {"NAME": [row, row, ...]}}}</c>, rows counted from 0 in the order of the source.
/// </summary>
internal static class PublishedSplits
{
    /// <summary>The test rows of one split.</summary>
    /// <exception cref="SplitException">Not such a file, or no such target or split in it.</exception>
    public static int[] Find(ReadOnlyMemory<byte> file, string fileName, string target, string name)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(file);
            JsonElement targets = Member(json.RootElement, "test", fileName, "member");
            JsonElement splits = Member(targets, target, fileName, "target");
            JsonElement rows = Member(splits, name, fileName, $"split of {target}");
            return [.. rows.EnumerateArray().Select(row => row.GetInt32())];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            throw new SplitException($"{fileName}: not a file of splits, {{\"test\": {{TARGET: {{NAME: [rows]}}}}}}: {wrong.Message}", wrong);
        }
    }

    private static JsonElement Member(JsonElement parent, string name, string fileName, string what)
    {
        if (parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement member)) return member;
        string[] present = parent.ValueKind == JsonValueKind.Object ? [.. parent.EnumerateObject().Select(property => property.Name)] : [];
        throw new SplitException($"{fileName}: no {what} '{name}'; {NearestName.Hint(name, present)}");
    }
}
