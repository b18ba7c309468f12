using Workflow.Jobs.Batches;

namespace Workflow.Jobs.Pipelines;

/// <summary>What a schedule scores. Relative paths count from the folder of pipelines.yaml.</summary>
/// <param name="Inputs">Paths of the input, and patterns.</param>
/// <param name="Output">Path of the output; of a folder, for one output per input, where it ends in a slash or is one.</param>
public sealed record ScheduledBatch(IReadOnlyList<string> Inputs, string Output)
{
    /// <summary>A number, <see cref="BatchStarter.Latest"/>, or the environment that serves it; null for the newest.</summary>
    public string? Version { get; init; }

    /// <summary>What else is asked.</summary>
    public BatchOptions Options { get; init; } = new();
}
