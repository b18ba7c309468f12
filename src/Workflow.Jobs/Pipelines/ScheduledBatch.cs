using Workflow.Jobs.Batches;

namespace Workflow.Jobs.Pipelines;

/// <summary>What a schedule scores. Relative paths count from the folder of pipelines.yaml.</summary>
/// <param name="Inputs">Paths of the input, and patterns.</param>
/// <param name="Output">Path of the output; of a folder, for one output per input, where it ends in a slash or is one.</param>
public sealed record ScheduledBatch(IReadOnlyList<string> Inputs, string Output)
{
    /// <summary>A number, <see cref="BatchStarter.Latest"/>, or the environment that serves it; null for the newest.</summary>
    public string? Version { get; init; }

    /// <summary>Fields of the input that are given back.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Whether contributions are given.</summary>
    public bool HasContributions { get; init; }

    /// <summary>How many rows of an output may be wrong: a number, or a share of them.</summary>
    public string MostErrors { get; init; } = ErrorLimit.Default;
}
