using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Runs;

/// <summary>A run to be begun.</summary>
/// <param name="Project">Project that it belongs to.</param>
/// <param name="Definition">The pipeline, pinned.</param>
/// <param name="Cause">What begins it.</param>
/// <param name="IdempotencyKey">A second run with the same key is not begun: the first is returned. Null for no such check.</param>
/// <param name="NoCache">Whether every step is to be done anew.</param>
public sealed record NewRun(string Project, PipelineDefinition Definition, string Cause, string? IdempotencyKey, bool NoCache = false);
