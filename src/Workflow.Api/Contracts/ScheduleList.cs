namespace Workflow.Api.Contracts;

/// <summary>All schedules.</summary>
/// <param name="Items">By pipeline and name.</param>
/// <param name="Problem">Why pipelines.yaml could not be used when it was last read: then these are the schedules of the last good one.</param>
public sealed record ScheduleList(IReadOnlyList<ScheduleContract> Items, string? Problem);
