namespace Workflow.Jobs.Runs;

/// <summary>A run that has just come to its end.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Project">Project.</param>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why, where it did not succeed.</param>
/// <param name="At">When.</param>
/// <param name="Number">Number of this end in the history of the run: one that is resumed comes to another end.</param>
public sealed record EndedRun(string Id, string Project, string Pipeline, RunState State, string? Reason, DateTimeOffset At, long Number);
