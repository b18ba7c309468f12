namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/endpoints/NAME/traffic/promote</c>.</summary>
/// <param name="Reason">Why, for the record.</param>
public sealed record PromoteTrafficRequest(string? Reason = null);
