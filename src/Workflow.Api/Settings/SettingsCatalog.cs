using System.Text.Json.Nodes;

namespace Workflow.Api.Settings;

/// <summary>The settings that an experiment can be begun with, read from the schema of pipelines.yaml: what editors say about them is said here too.</summary>
internal static class SettingsCatalog
{
    private const string Resource = "pipelines.schema.json";
    private const string Reference = "$ref";

    // What makes another model, or another judgement of it; the rest of a pipeline is where and when it runs.
    private static readonly string[] Sections = ["features", "guards", "train", "split", "gates"];

    /// <summary>All settings, in the order of the schema.</summary>
    public static IReadOnlyList<Setting> All { get; } = Read();

    private static Setting[] Read()
    {
        using Stream stream = typeof(SettingsCatalog).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"the program was built without {Resource}");
        JsonNode schema = JsonNode.Parse(stream)!;
        return [.. Sections.SelectMany(section => Walk(schema, section, schema["definitions"]![section]!))];
    }

    private static IEnumerable<Setting> Walk(JsonNode schema, string key, JsonNode node)
    {
        // Beside a reference nothing else counts.
        if (Text(node[Reference]) is { } reference) node = schema["definitions"]![reference["#/definitions/".Length..]]!;
        if (node["properties"] is not JsonObject properties) return [Of(key, node)];
        return properties.SelectMany(property => Walk(schema, $"{key}.{property.Key}", property.Value!));
    }

    private static Setting Of(string key, JsonNode node)
    {
        JsonNode? items = node["items"];
        return new Setting(key, KindOf(node, items), Text(node["description"]) ?? string.Empty)
        {
            Default = Text(node["default"]) ?? string.Empty,
            Minimum = Text(node["minimum"]),
            Maximum = Text(node["maximum"]),
            Choices = [.. ((node["enum"] ?? items?["enum"]) as JsonArray ?? []).Select(choice => Text(choice)!)],
        };
    }

    private static SettingKind KindOf(JsonNode node, JsonNode? items)
    {
        if (items is not null) return SettingKind.Choices;
        if (node["enum"] is not null) return SettingKind.Choice;
        return (node["type"] as JsonValue)?.ToString() switch
        {
            "integer" => SettingKind.Whole,
            "number" => SettingKind.Number,
            "boolean" => SettingKind.Flag,
            _ => SettingKind.Text,
        };
    }

    // Numbers as the schema writes them.
    private static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => node.ToJsonString(),
    };
}
