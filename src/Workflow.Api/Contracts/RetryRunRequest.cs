namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/runs/ID/retry</c>; none means the defaults.</summary>
/// <param name="NoCache">Whether every step is done anew.</param>
public sealed record RetryRunRequest(bool NoCache = false);
