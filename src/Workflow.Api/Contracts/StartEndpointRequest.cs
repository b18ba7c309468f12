namespace Workflow.Api.Contracts;

/// <summary>Asks for a run that lets a stopped endpoint serve again what it served, with the very image.</summary>
/// <param name="Cause">What asks; null for the API.</param>
/// <param name="UnverifiedReason">Why the image is to be deployed although it is not what was signed; null where it has to be.</param>
public sealed record StartEndpointRequest(string? Cause = null, string? UnverifiedReason = null);
