namespace Workflow.Api.Contracts;

/// <summary>Asks for a run that lets a stopped endpoint serve again what it served, with the very image.</summary>
/// <param name="Cause">What asks; null for the API.</param>
public sealed record StartEndpointRequest(string? Cause = null);
