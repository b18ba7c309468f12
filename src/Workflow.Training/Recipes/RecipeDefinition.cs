using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Training.Files;
using Workflow.Training.Recipes.Sources;

namespace Workflow.Training.Recipes;

/// <summary>A validated recipe: where the source comes from, and how one row of the table is made of it.</summary>
public sealed record RecipeDefinition
{
    private static readonly JsonSerializerOptions CanonicalJson = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Name of the recipe, and of the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>What a row is, for example <c>cycle</c>.</summary>
    public required string Row { get; init; }

    /// <summary>What the data is, in its author's words; null where the recipe does not say.</summary>
    public DataDescription? About { get; init; }

    /// <summary>Places where the source may come from, in the order in which they are tried.</summary>
    public required IReadOnlyList<SourceDefinition> Sources { get; init; }

    /// <summary>How a row is made of the source.</summary>
    public required RecipeContent Content { get; init; }

    /// <summary>The labels that may be a target.</summary>
    public required IReadOnlyList<LabelDefinition> Labels { get; init; }

    /// <summary>
    /// Columns that say how the machine was set: contiguous rows with the same settings are a block, whose rows are no independent ones.
    /// Empty where the recipe knows of none.
    /// </summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>
    /// Digest of the recipe's meaning: of everything but the sources, whose bytes have a digest of their own, and words about the data. Comments,
    /// the order of keys and a new mirror do not change it.
    /// </summary>
    public string Sha256 =>
        Sha256Hex.Of(JsonSerializer.SerializeToUtf8Bytes(new { name = Name, row = Row, content = Content, labels = Labels, settings = Settings }, CanonicalJson));
}
