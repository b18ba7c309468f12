namespace Workflow.Training.Configuration;

/// <summary>Replaces single values of a configuration, as <c>--set KEY=VALUE</c> asks for.</summary>
public static class ConfigOverride
{
    /// <summary>A copy of <paramref name="map"/> with one value replaced; mappings on the way are made where they are missing.</summary>
    /// <param name="map">The configuration.</param>
    /// <param name="setting"><c>KEY=VALUE</c>: keys joined by dots, the value in YAML; an empty value takes back what the file says.</param>
    /// <exception cref="ConfigurationException">Not such a text.</exception>
    public static ConfigMap Apply(ConfigMap map, string setting)
    {
        var location = new ConfigLocation($"--set {setting}", 0, 0);
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        string[] keys = equals <= 0 ? [] : setting[..equals].Split('.');
        if (keys.Length == 0 || keys.Any(string.IsNullOrWhiteSpace))
        {
            throw new ConfigurationException([new ConfigProblem(location, string.Empty, "KEY=VALUE is expected, for example train.budget.trials=50")]);
        }

        return Replace(map, keys, Value(setting[(equals + 1)..], location), location);
    }

    // Nothing behind the equals sign is nothing behind the colon in a file.
    private static ConfigNode Value(string text, ConfigLocation location) => string.IsNullOrWhiteSpace(text)
        ? new ConfigScalar(location, string.Empty, IsQuoted: false)
        : Relocate(YamlText.Read(text, location.Source), location);

    private static ConfigMap Replace(ConfigMap map, ReadOnlySpan<string> keys, ConfigNode value, ConfigLocation location)
    {
        string key = keys[0];
        ConfigNode replacement = keys.Length == 1
            ? value
            : Replace(map.Find(key) as ConfigMap ?? new ConfigMap(location, []), keys[1..], value, location);
        var entry = new ConfigEntry(location, key, replacement);
        bool exists = map.Find(key) is not null;
        return map with
        {
            Entries = exists
                ? [.. map.Entries.Select(old => old.Key == key ? entry : old)]
                : [.. map.Entries, entry],
        };
    }

    private static ConfigNode Relocate(ConfigNode node, ConfigLocation location) => node switch
    {
        ConfigList list => new ConfigList(location, [.. list.Items.Select(item => Relocate(item, location))]),
        ConfigMap map => new ConfigMap(location, [.. map.Entries.Select(entry => new ConfigEntry(location, entry.Key, Relocate(entry.Value, location)))]),
        _ => node with { Location = location },
    };
}
