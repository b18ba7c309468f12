using System.Text.Json.Serialization;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// A zip with one text file per sensor: one line per row of the table, samples separated by tabs, no header; and one file with the labels.
/// </summary>
public sealed record SensorArchiveDefinition : RecipeContent
{
    /// <summary>The sensors in the order of their columns.</summary>
    public required IReadOnlyList<SensorDefinition> Sensors { get; init; }

    /// <summary>Name of the file with the labels, one column per label of the recipe, in order.</summary>
    public required string LabelFile { get; init; }

    /// <summary>The columns that the one-second means make besides; null where the features are basic.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RichColumns? Rich { get; init; }

    /// <summary>How long a row lasts, in seconds.</summary>
    public required double SecondsPerRow { get; init; }

    /// <summary>Largest total of the unpacked files that is read, in bytes: a zip bomb is refused before it is unpacked.</summary>
    public required long MaximumUnpackedBytes { get; init; }
}
