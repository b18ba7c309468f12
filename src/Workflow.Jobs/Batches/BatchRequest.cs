using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Batches;

/// <summary>Files that are to be scored.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Inputs">Paths of the input; <c>*</c> stands for any letters of a name, <c>**</c> for any folders.</param>
/// <param name="Output">Path of the output; of a folder, for one output per input, where it ends in a slash or is one.</param>
/// <param name="Cause">What asks.</param>
public sealed record BatchRequest(string Model, IReadOnlyList<string> Inputs, string Output, RunCause Cause)
{
    /// <summary>A number, <see cref="BatchStarter.Latest"/>, or the environment that serves it; null for the newest.</summary>
    public string? Version { get; init; }

    /// <summary>What else is asked.</summary>
    public BatchOptions Options { get; init; } = new();

    /// <summary>What becomes of outputs that are there already; null for the usual: in a folder what is scored stays, a single output is made anew where it would be another one.</summary>
    public ExistingOutput? Existing { get; init; }

    /// <summary>Folder from which relative paths count.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>Whether an interrupted run of exactly this is taken up again, as <see cref="RunRequest.ResumeInterrupted"/>.</summary>
    public bool ResumeInterrupted { get; init; }

    /// <summary>A second request with the same key gets the first one's run. Null for no such check.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The moment that the run is for: the tick of its schedule; null where it is for no moment.</summary>
    public DateTimeOffset? LogicalAt { get; init; }
}
