namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/runs/ID/steps/STEP/approve</c>; none means the defaults.</summary>
/// <param name="By">Who agrees, for the record.</param>
public sealed record ApproveStepRequest(string? By = null);
