namespace Workflow.Jobs.Schedules;

/// <summary>Something that happened to a schedule.</summary>
/// <param name="Sequence">Its place in the history.</param>
/// <param name="Kind">created, edited, paused, resumed, or passed-over: ticks that began no run.</param>
/// <param name="Message">For people.</param>
/// <param name="At">When.</param>
public sealed record ScheduleEvent(long Sequence, string Kind, string Message, DateTimeOffset At);
