namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/schedules/ID/pause</c>.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who pauses it, for the record.</param>
public sealed record PauseScheduleRequest(string Reason, string? By = null);
