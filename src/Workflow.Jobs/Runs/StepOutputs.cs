namespace Workflow.Jobs.Runs;

/// <summary>What a step hands to the steps behind it.</summary>
/// <param name="Artifacts">Digest of each artifact, by name.</param>
/// <param name="Values">Small values, by name.</param>
public sealed record StepOutputs(IReadOnlyDictionary<string, string> Artifacts, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Nothing.</summary>
    public static StepOutputs None { get; } = new(
        new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>The artifact or value of a name; null where there is none.</summary>
    public string? Find(string name) => Artifacts.GetValueOrDefault(name) ?? Values.GetValueOrDefault(name);
}
