namespace Workflow.Api.Contracts;

/// <summary>Body of what is done to a schedule without further words: <c>resume</c>, <c>run-now</c>.</summary>
/// <param name="By">Who does it, for the record.</param>
public sealed record ScheduleActionRequest(string? By = null);
