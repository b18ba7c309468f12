namespace Workflow.Api.Settings;

/// <summary>A setting of a pipeline, as its schema describes it.</summary>
/// <param name="Key">Its key: <c>train.budget.trials</c>.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Description">What it is, in a sentence.</param>
public sealed record Setting(string Key, SettingKind Kind, string Description)
{
    /// <summary>What counts where nothing is set; empty where that is no single value.</summary>
    public string Default { get; init; } = string.Empty;

    /// <summary>Lowest number; null for none.</summary>
    public string? Minimum { get; init; }

    /// <summary>Highest number; null for none.</summary>
    public string? Maximum { get; init; }

    /// <summary>The texts that it takes; empty where it takes others.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether a person who looks for some words means it: each of them is in its key, its description or its choices.</summary>
    public bool Matches(string search) => Array.TrueForAll(
        search.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), word => Words.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>In what is searched.</summary>
    public string Words => $"{Key} {Description} {string.Join(' ', Choices)}";
}
