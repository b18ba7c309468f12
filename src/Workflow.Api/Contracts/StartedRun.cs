namespace Workflow.Api.Contracts;

/// <summary>Answer of <c>POST /api/v1/runs</c>.</summary>
/// <param name="Run">Identifier of the run.</param>
public sealed record StartedRun(string Run);
