using Workflow.Jobs.Schedules;

namespace Workflow.Api.Dashboard.Views;

/// <summary>A schedule.</summary>
/// <param name="Schedule">As it is stored.</param>
/// <param name="Next">Its next ticks.</param>
/// <param name="Last">What became of its last requests, newest first.</param>
/// <param name="Problem">Why its ticks cannot be told; null where they can.</param>
public sealed record ScheduleView(ScheduleRecord Schedule, IReadOnlyList<Tick> Next, IReadOnlyList<RequestedRun> Last, string? Problem);
