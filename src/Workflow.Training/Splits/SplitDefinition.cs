namespace Workflow.Training.Splits;

/// <summary>How rows are divided into training and test.</summary>
public sealed record SplitDefinition
{
    /// <summary>Name of the training part.</summary>
    public required string TrainName { get; init; }

    /// <summary>Name of the test part.</summary>
    public required string TestName { get; init; }

    /// <summary>Share of the rows in the test part, above 0 and below 1. Not used with <see cref="PublishedFile"/>.</summary>
    public double TestShare { get; init; } = 0.25;

    /// <summary>Seed of the shuffle.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Whether both parts get the same share of every class.</summary>
    public bool Stratify { get; init; } = true;

    /// <summary>Whether rows are shuffled. Without it the last rows are the test part, which a warning calls what it is.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>A file of published test indices; null for a split of our own.</summary>
    public string? PublishedFile { get; init; }

    /// <summary>Which of the splits in <see cref="PublishedFile"/>.</summary>
    public string? PublishedName { get; init; }
}
