using System.Text.Json.Serialization;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>One sensor's file and the columns made of it.</summary>
public sealed record SensorDefinition
{
    /// <summary>Name of the file in the archive.</summary>
    public required string File { get; init; }

    /// <summary>Name of the sensor's column, with which the names of its other columns begin. The digest has these names, not the beginning.</summary>
    [JsonIgnore]
    public string Column { get; init; } = string.Empty;

    /// <summary>Unit of the samples.</summary>
    public required string? Unit { get; init; }

    /// <summary>Native sampling rate in hertz; null where the recipe does not tell.</summary>
    public required double? Rate { get; init; }

    /// <summary>A remark for readers.</summary>
    public required string? Note { get; init; }

    /// <summary>Why the sensor may predict the target however well it does; null where it may not.</summary>
    public required string? Allowed { get; init; }

    /// <summary>The aggregations, at least one.</summary>
    public required IReadOnlyList<AggregateDefinition> Aggregates { get; init; }
}
