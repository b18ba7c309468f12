namespace Workflow.Training.Configuration;

/// <summary>One entry of a mapping.</summary>
/// <param name="Location">Where the key was written.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public sealed record ConfigEntry(ConfigLocation Location, string Key, ConfigNode Value);
