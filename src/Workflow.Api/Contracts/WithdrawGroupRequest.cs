namespace Workflow.Api.Contracts;

/// <summary>Body of <c>POST /api/v1/requests/withdraw</c>.</summary>
/// <param name="Group">Of which everything that is pending is taken back, for example a backfill.</param>
/// <param name="By">Who does it, for the record.</param>
public sealed record WithdrawGroupRequest(string Group, string? By = null);
