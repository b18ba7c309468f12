using System.Text.Json.Serialization;
using Workflow.Scoring.Schema;

namespace Workflow.Training.Datasets;

/// <summary>What a dataset is: everything but its rows.</summary>
public sealed record DatasetSchema
{
    /// <summary>The format that this code reads and writes.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>Version of the format.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>What a row is, for example <c>cycle</c>.</summary>
    public required string Row { get; init; }

    /// <summary>Number of rows.</summary>
    public required int RowCount { get; init; }

    /// <summary>The features in order.</summary>
    public required IReadOnlyList<DatasetColumn> Features { get; init; }

    /// <summary>Name of the label column, which stands last.</summary>
    public required string Target { get; init; }

    /// <summary>The label's classes in order; empty where the label is a number.</summary>
    public required IReadOnlyList<TargetClass> Classes { get; init; }

    /// <summary>The task that the label asks for.</summary>
    [JsonIgnore]
    public ModelTask Task => ModelTasks.Of(Classes.Count);

    /// <summary>Columns whose runs of equal values make the blocks; empty where none are known.</summary>
    /// <remarks>The generated reader hands in null where an older dataset has no such member.</remarks>
    public IReadOnlyList<string> Settings { get; init => field = value ?? []; } = [];

    /// <summary>Digest of the recipe's meaning.</summary>
    public required string RecipeSha256 { get; init; }

    /// <summary>Digest of the source as it was read.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>Whether the simulator made the source.</summary>
    public required bool Simulated { get; init; }
}
