using System.Text.Json.Serialization;
using Workflow.Scoring.Schema;

namespace Workflow.Training.Datasets;

/// <summary>What a dataset knows about one of its columns.</summary>
public sealed record DatasetColumn
{
    /// <summary>Name, unique within the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>What the cells hold.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Unit of the numbers; null where the recipe states none.</summary>
    public string? Unit { get; init; }

    /// <summary>A remark of the recipe's author; null without one.</summary>
    public string? Note { get; init; }

    /// <summary>Why the column may predict the target however well it does: it silences a leakage finding. Null where it may not.</summary>
    public string? Allowed { get; init; }

    /// <summary>Sensor columns from whose samples or means the column is made; null where it is one of the columns that the recipe names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DerivedFrom { get; init; }

    /// <summary>Texts that stand for a missing value besides an empty cell.</summary>
    [JsonRequired]
    public IReadOnlyList<string> MissingTexts { get; init; } = [];

    /// <summary>The texts of a category in ordinal order; empty for numbers.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Levels { get; init; } = [];
}
