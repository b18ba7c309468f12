using System.Text.Json;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads <c>set</c>: values of the pipeline that are others in some of its runs.</summary>
internal static class SettingsReader
{
    /// <summary>The settings as <c>KEY=VALUE</c>, as the command line has them.</summary>
    public static IReadOnlyList<string> Read(ConfigMapReader map)
    {
        var settings = new List<string>();
        foreach (ConfigEntry entry in map.Entries("set"))
        {
            if (entry.Key.Length == 0 || entry.Key.Contains('=', StringComparison.Ordinal) || entry.Key.Split('.').Any(string.IsNullOrWhiteSpace))
            {
                map.Problem("set", $"'{entry.Key}' is no key of a pipeline; allowed: keys joined by dots, for example train.budget.trials");
            }

            settings.Add($"{entry.Key}={Text(entry.Value)}");
        }

        return settings.Count == 0 ? Array.Empty<string>() : settings;
    }

    /// <summary>Settings with the path of a file in place of <see cref="TriggerDefinition.FilePlaceholder"/>.</summary>
    public static IReadOnlyList<string> WithFile(IReadOnlyList<string> settings, string path)
    {
        string quoted = JsonSerializer.Serialize(path, Relaxed)[1..^1];
        return [.. settings.Select(setting => setting.Replace(TriggerDefinition.FilePlaceholder, quoted, StringComparison.Ordinal))];
    }

    /// <summary>A value as a setting has it: JSON is YAML, so a text in quotes stays what it is.</summary>
    // {file} without quotes would be a mapping.
    public static string Text(ConfigNode node) => node switch
    {
        ConfigScalar { IsNull: true } => string.Empty,
        ConfigScalar scalar when !scalar.IsQuoted && !scalar.Text.Contains(TriggerDefinition.FilePlaceholder, StringComparison.Ordinal) => scalar.Text,
        ConfigScalar scalar => JsonSerializer.Serialize(scalar.Text, Relaxed),
        ConfigList list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        ConfigMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{JsonSerializer.Serialize(entry.Key, Relaxed)}: {Text(entry.Value)}"))}}}",
        _ => throw new InvalidOperationException(node.Kind),
    };

    // The placeholder must stay recognisable.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
