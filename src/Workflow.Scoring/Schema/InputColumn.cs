using System.Text.Json.Serialization;

namespace Workflow.Scoring.Schema;

/// <summary>One column that a caller sends.</summary>
/// <remarks>
/// In memory a cell is a double: the number itself; for a category the index of its level, or
/// <see cref="UnseenLevel"/> for a text that training never saw; NaN where the value is missing.
/// </remarks>
public sealed record InputColumn
{
    /// <summary>Cell of a category whose text is none of the column's levels. It matches no level: every indicator is 0.</summary>
    public const double UnseenLevel = -1;

    /// <summary>Name, unique within the pipeline; case matters.</summary>
    public required string Name { get; init; }

    /// <summary>What the cells hold.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Unit of the numbers, as the recipe states it; null where it states none.</summary>
    public string? Unit { get; init; }

    /// <summary>Smallest training value; null for categories and for columns without any value.</summary>
    public double? Minimum { get; init; }

    /// <summary>Largest training value; null for categories and for columns without any value.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether a missing value is accepted: true where training rows had missing values too.</summary>
    [JsonRequired]
    public bool AcceptsMissing { get; init; }

    /// <summary>Texts that stand for a missing value besides an empty cell, as the recipe declares them, for example <c>Unknown</c>.</summary>
    [JsonRequired]
    public IReadOnlyList<string> MissingTexts { get; init; } = [];

    /// <summary>The texts of a category, in ordinal order; empty for numbers.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Distribution of the training values.</summary>
    public ReferenceHistogram? Histogram { get; init; }
}
