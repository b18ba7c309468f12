using Workflow.Jobs.Batches;

namespace Workflow.Jobs.Pipelines;

/// <summary>Files that a run scores with a version, pinned: whatever is registered later does not count. Which files a pattern means is found when the run comes to it.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="PipelineSha256">Digest of its scoring pipeline file.</param>
/// <param name="Inputs">Absolute paths of the input, and patterns.</param>
/// <param name="Output">Absolute path of the output, or of the folder for one output per input.</param>
public sealed record BatchDefinition(long Version, string PipelineSha256, IReadOnlyList<string> Inputs, string Output)
{
    /// <summary>Whether each input has an output of its own, of the same name, in the folder.</summary>
    public bool IsIntoFolder { get; init; }

    /// <summary>What else is asked.</summary>
    public BatchOptions Options { get; init; } = new();

    /// <summary>What becomes of outputs that are there already.</summary>
    public ExistingOutput Existing { get; init; }
}
