namespace Workflow.Training.Configuration;

/// <summary>A mapping.</summary>
/// <param name="Location">Where it was written.</param>
/// <param name="Entries">Its entries in order; every key stands once.</param>
public sealed record ConfigMap(ConfigLocation Location, IReadOnlyList<ConfigEntry> Entries) : ConfigNode(Location)
{
    /// <inheritdoc/>
    public override string Kind => "a mapping";

    /// <summary>The value of a key; null where the key is absent.</summary>
    public ConfigNode? Find(string key) =>
        Entries.FirstOrDefault(entry => string.Equals(entry.Key, key, StringComparison.Ordinal))?.Value;
}
