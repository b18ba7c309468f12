namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/endpoints/NAME/rollback</c>.</summary>
/// <param name="Version">Number of the version to go back to; absent for the one that served before.</param>
/// <param name="Reason">Why.</param>
/// <param name="Cause">What asks, for the record.</param>
/// <param name="UnverifiedReason">Why the image is to be deployed although it is not what was signed; absent where it has to be.</param>
public sealed record RollBackRequest(long? Version = null, string? Reason = null, string? Cause = null, string? UnverifiedReason = null);
