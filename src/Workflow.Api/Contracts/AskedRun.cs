namespace Workflow.Api.Contracts;

/// <summary>A run that was asked for and begins soon.</summary>
/// <param name="Request">Identifier of the request, which tells the run when it has begun.</param>
public sealed record AskedRun(string Request);
