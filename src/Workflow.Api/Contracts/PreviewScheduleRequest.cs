namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/schedules/preview</c>.</summary>
/// <param name="Cron">When.</param>
/// <param name="Zone">Time zone, UTC by default.</param>
/// <param name="Start">No tick comes before it.</param>
/// <param name="End">No tick comes after it.</param>
public sealed record PreviewScheduleRequest(string Cron, string? Zone = null, string? Start = null, string? End = null);
