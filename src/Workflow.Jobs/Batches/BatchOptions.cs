namespace Workflow.Jobs.Batches;

/// <summary>What is asked of a batch besides its files and its version.</summary>
public sealed record BatchOptions
{
    /// <summary>Fields of the input that are given back.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Whether contributions are given.</summary>
    public bool HasContributions { get; init; }

    /// <summary>How many rows of an output may be wrong: a number, or a share of them.</summary>
    public string MostErrors { get; init; } = ErrorLimit.Default;
}
