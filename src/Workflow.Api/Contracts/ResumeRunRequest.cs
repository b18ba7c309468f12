namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/runs/ID/resume</c>; none means the defaults.</summary>
/// <param name="From">Step that is done anew with everything behind it; absent for what did not succeed only.</param>
/// <param name="By">Who asks, for the record.</param>
public sealed record ResumeRunRequest(string? From = null, string? By = null);
