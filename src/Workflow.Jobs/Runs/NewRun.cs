using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Runs;

/// <summary>A run to be begun.</summary>
/// <param name="Project">Project that it belongs to.</param>
/// <param name="Definition">The pipeline, pinned.</param>
/// <param name="Cause">What begins it.</param>
public sealed record NewRun(string Project, PipelineDefinition Definition, RunCause Cause)
{
    /// <summary>What it is to do otherwise than pipelines.yaml says, as <c>KEY=VALUE</c>; the definition has it already.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>A second run with the same key is not begun: the first is returned. Null for no such check.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether every step is to be done anew.</summary>
    public bool NoCache { get; init; }

    /// <summary>The moment that it is for: the tick of its schedule, however late it begins. Null where it is for no moment.</summary>
    public DateTimeOffset? LogicalAt { get; init; }
}
