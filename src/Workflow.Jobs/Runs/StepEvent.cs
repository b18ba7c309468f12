namespace Workflow.Jobs.Runs;

/// <summary>Something that happened to a run or one of its steps.</summary>
/// <param name="Sequence">Its number within the run, from 1 without gaps.</param>
/// <param name="Step">The step; empty for the run itself.</param>
/// <param name="Kind">What happened: a state, or <c>started</c>, <c>released</c>, <c>abandoned</c>, <c>created</c>, <c>cancel-requested</c>.</param>
/// <param name="Message">More about it.</param>
/// <param name="At">When.</param>
public sealed record StepEvent(long Sequence, string Step, string Kind, string? Message, DateTimeOffset At);
